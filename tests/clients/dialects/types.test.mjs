// Every body that the demo server serves in these dialects is of the TypeScript types of the official packages, without a member more.
// `bodies.json` says what is asked, and by which type's name each answer and each event of a stream goes.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

import { load, root } from './support.mjs';

const { createGenerator } = load('ts-json-schema-generator');
const Ajv = load('ajv').default;

// Members that the real servers send and the packages' types do not have, and what no package has a type for.
const source = `
import type * as anthropic from '@anthropic-ai/sdk/resources';
import type * as gemini from '@google/genai';
import type * as ollama from 'ollama';

type Details = { details?: { error_code?: string; param?: string } };
type AnthropicOther = { type: 'conflict_error' | 'request_too_large'; message: string };
export type Anthropic_Message = anthropic.Message;
export type Anthropic_RawMessageStreamEvent = anthropic.RawMessageStreamEvent;
export type Anthropic_MessageTokensCount = anthropic.MessageTokensCount;
export type Anthropic_ModelInfo = anthropic.ModelInfo;
export type Anthropic_ModelsPage = { data: anthropic.ModelInfo[]; has_more: boolean; first_id: string | null; last_id: string | null };
export type Anthropic_ErrorResponse = Omit<anthropic.ErrorResponse, 'error'> & { error: (anthropic.ErrorObject | AnthropicOther) & Details };

// Without the getters of the class.
export type Gemini_GenerateContentResponse = Pick<
  gemini.GenerateContentResponse,
  'candidates' | 'createTime' | 'modelVersion' | 'promptFeedback' | 'responseId' | 'usageMetadata'
>;
export type Gemini_CountTokensResponse = gemini.CountTokensResponse;
export type Gemini_EmbedContentResponse = gemini.EmbedContentResponse;
export type Gemini_Model = Omit<gemini.Model, 'supportedActions'> & { baseModelId?: string; supportedGenerationMethods?: string[] };
export type Gemini_ListModelsResponse = { models: Gemini_Model[]; nextPageToken?: string };
export type Gemini_Error = { error: { code: number; message: string; status: string; details?: object[] } };

type Token = ollama.TokenLogprob & { bytes?: number[] };
type Counted<T> = Omit<T, 'created_at' | 'logprobs'> & { created_at: string; logprobs?: (Token & { top_logprobs?: Token[] })[] };
// A line before the last, or of a model that was made ready, counts nothing.
type Piece<T> = Pick<T, Extract<keyof T, 'model' | 'created_at' | 'message' | 'response' | 'thinking' | 'logprobs'>>;
type Partly<T> = T | (Piece<T> & { done: false }) | (Piece<T> & { done: true; done_reason: 'load' | 'unload' });
type Called = Omit<ollama.Message, 'tool_calls'> & {
  tool_calls?: { id?: string; function: ollama.ToolCall['function'] & { index?: number } }[];
};
export type Ollama_ChatResponse = Partly<Omit<Counted<ollama.ChatResponse>, 'message'> & { message: Called }>;
export type Ollama_GenerateResponse = Partly<Omit<Counted<ollama.GenerateResponse>, 'context'>>;
export type Ollama_EmbedResponse = ollama.EmbedResponse;
export type Ollama_EmbeddingsResponse = ollama.EmbeddingsResponse;
// The package has one type for models that are there and for those that run, and a map for an object.
type Listed = Omit<ollama.ModelResponse, 'expires_at' | 'size_vram'> & { capabilities?: string[] };
type Running = Omit<ollama.ModelResponse, 'modified_at'> & { context_length?: number };
export type Ollama_ListResponse = { models: Listed[] };
export type Ollama_ProcessResponse = { models: Running[] };
export type Ollama_ShowResponse = Omit<ollama.ShowResponse, 'model_info' | 'system' | 'messages'> & { model_info: Record<string, unknown>; system?: string };
export type Ollama_ProgressResponse = { status: string } | ollama.ProgressResponse;
export type Ollama_VersionResponse = ollama.VersionResponse;
export type Ollama_Error = { error: string };
`;

const file = path.join(process.env.OAICOMPAT_CLIENTS_DIR, 'node', `types-${process.pid}.ts`);
writeFileSync(file, source);
after(() => rmSync(file));
const generator = createGenerator({ path: file, type: '*', skipTypeCheck: true, additionalProperties: false });
const ajv = new Ajv({ strict: false, allErrors: true });
const validators = new Map();

// The one member that TypeScript's types want and the real API leaves out of a text that cites nothing: the Vercel AI SDK refuses a null there.
function schemaOf(wanted) {
  const schema = generator.createSchema(wanted);
  const text = schema.definitions.TextBlock;
  if (text) text.required = text.required.filter((name) => name !== 'citations');
  return schema;
}

function check(dialect, name, text) {
  const wanted = `${dialect}_${name}`;
  if (!validators.has(wanted)) validators.set(wanted, ajv.compile(schemaOf(wanted)));
  const valid = validators.get(wanted);
  if (!valid(JSON.parse(text))) assert.fail(`${ajv.errorsText(valid.errors.slice(0, 12))}\nin ${text}`);
}

async function send({ path: route, body, dialect }, stream) {
  const headers = { 'content-type': 'application/json', ...(dialect === 'Anthropic' && { 'anthropic-version': '2026-10-21' }) };
  const streams = dialect !== 'Gemini' && !route.includes('count_tokens');
  const url = root + (stream ? route.replace(':generateContent', ':streamGenerateContent?alt=sse') : route);
  const answer = await fetch(url, body ? { method: 'POST', headers, body: JSON.stringify(streams ? { ...body, stream } : body) } : { headers });
  return { status: answer.status, text: await answer.text() };
}

const piecesOf = {
  Anthropic: (text) => [...text.matchAll(/^data: (.*)$/gm)].map((match) => match[1]).filter((data) => data !== '{"type":"ping"}'),
  Gemini: (text) => [...text.matchAll(/^data: (.*?)\r?$/gm)].map((match) => match[1]),
  Ollama: (text) => text.trim().split('\n'),
};

for (const each of JSON.parse(readFileSync(path.join(import.meta.dirname, 'bodies.json'), 'utf8'))) {
  const asked = { ...each, dialect: each.name.split(':')[0] };
  if (each.answers) {
    test(`${each.name}, whole, is of TypeScript's type`, async () => {
      const { status, text } = await send(asked, false);
      assert.equal(status, each.status ?? 200);
      check(asked.dialect, each.answers, text);
    });
  }
  if (each.streams) {
    test(`${each.name}, streamed, is of TypeScript's type`, async () => {
      const { status, text } = await send(asked, true);
      assert.equal(status, 200);
      const pieces = piecesOf[asked.dialect](text);
      assert.ok(pieces.length > 0);
      pieces.forEach((piece, i) => check(asked.dialect, (i === pieces.length - 1 && each.fails) || each.streams, piece));
    });
  }
}
