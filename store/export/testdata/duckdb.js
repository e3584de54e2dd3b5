// Runs SQL in DuckDB and prints each row of the last statement as a line of JSON:
// node duckdb.js 'SELECT …' (NODE_PATH names the folder that holds @duckdb/node-api)
const {DuckDBInstance} = require('@duckdb/node-api');

(async () => {
  const db = await DuckDBInstance.create(':memory:');
  const connection = await db.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const result = await connection.runAndReadAll(process.argv[2]);
  for (const row of result.getRowObjectsJson()) console.log(JSON.stringify(row));
})().catch((err) => { console.error(String(err)); process.exit(1); });
