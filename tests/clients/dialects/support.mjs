// The clients are installed beside the build, not beside the tests.
import { createRequire } from 'node:module';
import path from 'node:path';

export const load = createRequire(path.join(process.env.OAICOMPAT_CLIENTS_DIR, 'node', 'tests.mjs'));

export const rootOf = (variable) => process.env[variable].replace(/\/v1$/, '');
export const root = rootOf('OAICOMPAT_URL');
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
export const City = {
  type: 'object',
  properties: { city: { type: 'string', minLength: 1 }, people: { type: 'integer' } },
  required: ['city', 'people'],
  additionalProperties: false,
};

export function isCity({ city, people, ...rest }) {
  return typeof city === 'string' && Number.isInteger(people) && Object.keys(rest).length === 0;
}

// What the slow server counts, once it has counted a request as `word` more often than before.
export async function slowCounted(word, before) {
  for (;;) {
    const stats = await slowStats();
    if (stats[word] > before[word]) return stats;
  }
}
export const slowStats = async () => (await fetch(process.env.OAICOMPAT_SLOW_STATS_URL)).json();
