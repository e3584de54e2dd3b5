"""zip.py FOLDER NAME FILE: packs FOLDER/NAME into a zip with the same bytes each time: names sorted, one date
(SOURCE_DATE_EPOCH), modes fixed. zip(1) keeps the order of the disk and the time zone of the machine."""

import os
import sys
import time
import zipfile

folder, name, target = sys.argv[1:]
date = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), 315532800))[:6]  # zip's years begin with 1980
paths = sorted(
    os.path.relpath(os.path.join(where, file), folder)
    for where, _, files in os.walk(os.path.join(folder, name))
    for file in files
)
with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for path in paths:
        entry = zipfile.ZipInfo(path, date)
        entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
        entry.external_attr = (0o755 if path.endswith(".exe") else 0o644) << 16
        with open(os.path.join(folder, path), "rb") as content:
            archive.writestr(entry, content.read())
