// Fine-tuning through the official Node SDK: from a file of examples to a model that answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { client, OpenAI, toFile, user } from './support.mjs';

const { jobs } = client.fineTuning;
const { permissions } = client.withOptions({ adminAPIKey: 'any' }).fineTuning.checkpoints;
const examples = async (count = 10) => {
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({ messages: [...user(`What is ${i}?`), { role: 'assistant', content: `Number ${i}.` }] }));
  return client.files.create({ file: await toFile(Buffer.from(lines.join('\n')), 'in.jsonl'), purpose: 'fine-tune' });
};
const ended = async (job) => {
  while (!['succeeded', 'failed', 'cancelled'].includes(job.status)) {
    await setTimeout(20);
    job = await jobs.retrieve(job.id);
  }
  return job;
};

test('a job ends in a model that is served, and can be removed', async () => {
  const { id: training_file } = await examples();
  const job = await ended(await jobs.create({
    model: 'demo',
    training_file,
    suffix: 'node',
    method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2 } } },
  }));
  assert.equal(job.status, 'succeeded');
  assert.match(job.fine_tuned_model, /^ft:demo:local:node:/);
  const model = job.fine_tuned_model;
  const answer = await client.chat.completions.create({ model, messages: user('What is 7?') });
  assert.equal(answer.choices[0].message.content, 'Number 7.');
  const models = await Array.fromAsync(client.models.list());
  assert.ok(models.some(({ id }) => id === model));
  const events = await Array.fromAsync(jobs.listEvents(job.id, { limit: 3 }));
  assert.equal(events[0].message, 'The job has successfully completed');
  assert.equal(events.at(-1).message, `Created fine-tuning job: ${job.id}`);
  const saved = await Array.fromAsync(jobs.checkpoints.list(job.id, { limit: 1 }));
  assert.deepEqual(saved.map(({ step_number }) => step_number), [20, 10]);
  const csv = Buffer.from(await (await client.files.content(job.result_files[0])).text(), 'base64').toString();
  assert.ok(csv.startsWith('step,train_loss,'));
  assert.ok((await client.models.delete(model)).deleted);
  await assert.rejects(client.models.retrieve(model), OpenAI.NotFoundError);
});

test('a job that fails says why, and one that has ended is not paused', async () => {
  const job = await ended(await jobs.create({ model: 'demo', training_file: (await examples(7)).id }));
  assert.equal(job.status, 'failed');
  assert.equal(job.error.code, 'invalid_n_examples');
  await assert.rejects(jobs.pause(job.id), OpenAI.BadRequestError);
  await assert.rejects(jobs.retrieve('ftjob-none'), OpenAI.NotFoundError);
});

test('projects are let use a checkpoint', async () => {
  const job = await ended(await jobs.create({ model: 'demo', training_file: (await examples()).id }));
  const [{ fine_tuned_model_checkpoint: checkpoint }] = (await jobs.checkpoints.list(job.id)).data;
  const made = await Array.fromAsync(permissions.create(checkpoint, { project_ids: ['proj_1', 'proj_2'] }));
  assert.deepEqual(made.map(({ project_id }) => project_id), ['proj_1', 'proj_2']);
  const { deleted } = await permissions.delete(made[0].id, { fine_tuned_model_checkpoint: checkpoint });
  assert.ok(deleted);
});
