// The vendor's TypeScript SDK against the sandbox: one line per call.

import { UiPath } from '@uipath/uipath-typescript/core';
import { Assets } from '@uipath/uipath-typescript/assets';
import { Buckets } from '@uipath/uipath-typescript/buckets';
import { Jobs } from '@uipath/uipath-typescript/jobs';
import { Processes } from '@uipath/uipath-typescript/processes';
import { Queues } from '@uipath/uipath-typescript/queues';
import { Tasks } from '@uipath/uipath-typescript/tasks';
import { check, finish } from './check.mjs';

const env = process.env;
const sdk = new UiPath({ baseUrl: env.UIPATH_URL,
  orgName: env.UIPATH_ORGANIZATION, tenantName: env.UIPATH_TENANT,
  secret: env.UIPATH_ACCESS_TOKEN });
const folderId = Number(env.FOLDER_ID);

const processes = new Processes(sdk);
const jobs = new Jobs(sdk);
const tasks = new Tasks(sdk);
const buckets = new Buckets(sdk);
let process_, job, task;

await check('assets.getAll', async () => {
  const all = await new Assets(sdk).getAll({ folderId });
  const one = await new Assets(sdk).getById(all.items[0].id, folderId);
  return one.name === all.items[0].name;
});
await check('assets.getByName', async () => {
  const all = await new Assets(sdk).getAll({ folderId });
  const one = await new Assets(sdk).getByName(all.items[0].name, { folderId });
  return one.id === all.items[0].id;
});
await check('queues.getAll', async () =>
  (await new Queues(sdk).getAll({ folderId })).items.length > 0);
await check('jobs.getAll, by pages', async () => {
  const first = await jobs.getAll({ folderId, pageSize: 50 });
  if (!first.hasNextPage || first.items.length !== 50) return false;
  const next = await jobs.getAll({ folderId, pageSize: 50,
    cursor: first.nextCursor });
  return next.items[0].id !== first.items[0].id;
});
await check('processes.getAll and getById', async () => {
  process_ = (await processes.getAll({ folderId })).items[0];
  return (await processes.getById(process_.id, folderId)).key === process_.key;
});
await check('processes.start', async () => {
  [job] = await processes.start({ processKey: process_.key,
    jobsCount: 1, inputArguments: '{"sandbox_output":{"n":1}}' }, folderId);
  return job.state === 'Pending';
});
await check('jobs.getById, until it has ended', async () => {
  for (let i = 0; i < 200; i++) {
    job = await jobs.getById(job.key, folderId);
    if (job.state === 'Successful') return true;
    await new Promise((go) => setTimeout(go, 50));
  }
  return false;
});
await check('jobs.getOutput', async () =>
  (await jobs.getOutput(job.key, folderId)).n === 1);
await check('jobs.restart', async () =>
  (await jobs.restart(job.key, folderId)).key !== job.key);
await check('tasks.create and getById', async () => {
  task = await tasks.create({ title: 'from the SDK', priority: 'High',
    data: { a: 1 } }, folderId);
  return (await tasks.getById(task.id, {}, folderId)).title === 'from the SDK';
});
await check('tasks.assign, unassign and complete', async () => {
  const given = await tasks.assign({ taskId: task.id, userId: 1 });
  const taken = await tasks.unassign(task.id);
  await tasks.assign({ taskId: task.id, userId: 1 });
  const done = await tasks.complete({ type: 'ExternalTask', taskId: task.id,
    data: {}, action: 'ok' }, folderId);
  return given.success && taken.success && done.success;
});
await check('buckets.uploadFile, getFileMetaData, getReadUri', async () => {
  const bucketId = (await buckets.getAll({ folderId })).items[0].id;
  await buckets.uploadFile({ bucketId, folderId, path: 'sdk/a.txt',
    content: new Blob(['from the SDK']) });
  const { uri } = await buckets.getReadUri({ bucketId, folderId,
    path: 'sdk/a.txt' });
  return (await (await fetch(uri)).text()) === 'from the SDK';
});
finish();
