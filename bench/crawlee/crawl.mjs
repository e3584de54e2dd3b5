// The same crawl with Crawlee's CheerioCrawler: node crawl.mjs OUT URL...
import { createWriteStream } from 'node:fs';
import { CheerioCrawler, Configuration, log } from '@crawlee/cheerio';

const [, , out, ...starts] = process.argv;
const file = createWriteStream(out);
log.setLevel(log.LEVELS.WARNING);
const config = new Configuration({ persistStorage: false, purgeOnStart: true, systemInfoV2: true });
const crawler = new CheerioCrawler({
    minConcurrency: 8, maxConcurrency: 8, respectRobotsTxtFile: true, maxRequestRetries: 1,
    async requestHandler({ request, $, enqueueLinks }) {
        const title = $('h1.detail-title').text();
        if (title) {
            file.write(JSON.stringify({
                url: request.url, title, date: $('div.meta span.date').text(), author: $('div.meta span.author').text(),
                lead: $('div.sapo').text(), body: $('#content p').map((_, p) => $(p).text()).get().join('\n'),
            }) + '\n');
        }
        await enqueueLinks({ strategy: 'same-origin' });
    },
}, config);
await crawler.run(starts);
file.end();
