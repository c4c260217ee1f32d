// The Node.js client of the vendor's early days, which signs in with a name
// and a password, against the sandbox's edition standalone.

import { createRequire } from 'node:module';
import { check, finish } from './check.mjs';

const Orchestrator = createRequire(import.meta.url)('uipath-orchestrator');
const url = new URL(process.env.UIPATH_URL);
const client = new Orchestrator({ tenancyName: process.env.UIPATH_TENANT,
  usernameOrEmailAddress: process.env.UIPATH_USERNAME,
  password: process.env.UIPATH_PASSWORD, hostname: url.hostname,
  port: Number(url.port), isSecure: false });

const call = (verb, ...args) => new Promise((done, fail) =>
  client[verb](...args, (error, data) => error ? fail(error) : done(data)));
let queue;

await check('sign in, and get a list', async () =>
  (await call('get', '/odata/Users', { $top: 1 })).value.length === 1);
client.switchOrganizationUnitId(process.env.FOLDER_ID);
await check('post', async () => {
  queue = await call('post', '/odata/QueueDefinitions',
    { Name: 'from node', MaxNumberOfRetries: 1 });
  return queue.Name === 'from node';
});
await check('post an action', async () =>
  (await call('post', '/odata/Queues/UiPathODataSvc.AddQueueItem', { itemData:
    { Name: 'from node', Priority: 'High', SpecificContent: { a: 1 } } }))
    .Status === 'New');
await check('get with a filter', async () =>
  (await call('get', '/odata/QueueItems', { $filter:
    `QueueDefinitionId eq ${queue.Id} and Status eq 'New'` })).value.length
    === 1);
await check('put', async () => {
  await call('put', `/odata/QueueDefinitions(${queue.Id})`,
    { Id: queue.Id, Name: 'by node', MaxNumberOfRetries: 2 });
  return (await call('get', `/odata/QueueDefinitions(${queue.Id})`, {})).Name
    === 'by node';
});
await check('delete', async () => {
  await call('delete', `/odata/QueueDefinitions(${queue.Id})`);
  return (await call('get', '/odata/QueueDefinitions',
    { $filter: `Id eq ${queue.Id}` })).value.length === 0;
});
await check('an error is told', async () => {
  try {
    await call('get', '/odata/QueueDefinitions(987654)', {});
  } catch (error) {
    return /404|does not exist/.test(String(error.message ?? error));
  }
  return false;
});
finish();
