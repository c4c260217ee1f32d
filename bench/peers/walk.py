"""Python's standard library: http.client and json, every row a dict."""
import http.client
import json
import ssl
import sys
from urllib.parse import urlsplit

base = urlsplit(sys.argv[1])
if base.scheme == "https":
    context = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection(base.netloc, context=context)
else:
    connection = http.client.HTTPConnection(base.netloc)
rows = skip = 0
while True:
    connection.request(
        "GET", f"{base.path}/odata/AuditLogs?$top=1000&$skip={skip}")
    page = json.loads(connection.getresponse().read())["value"]
    if not page:
        break
    for row in page:
        if row["Level"]:
            rows += 1
    skip += len(page)
print(rows, "rows")
