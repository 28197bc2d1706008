// Gemini's API, served and called, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/gemini/answer.ipp>
#include <oaicompat/dialects/gemini/call.ipp>
#include <oaicompat/dialects/gemini/frames.ipp>
#include <oaicompat/dialects/gemini/from_chat.ipp>
#include <oaicompat/dialects/gemini/grounding.ipp>
#include <oaicompat/dialects/gemini/parts.ipp>
#include <oaicompat/dialects/gemini/serve.ipp>
#include <oaicompat/dialects/gemini/thoughts.ipp>
#include <oaicompat/dialects/gemini/to_chat.ipp>
