// Invent: what is asked for by an id that does not exist is made up, for suites that ask with ids of their own.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/handler.hpp>

namespace demo {

/// A layer under which every id of what the server keeps exists: a response, a conversation and its items, a stored
/// completion, a file, an upload, a batch, a vector store with its files and batches of files, a fine-tuning job. One
/// that does not is made at its first use by a request of the layer's own, and goes by the id that was asked for from
/// then on, as long as the process lives; lists have it under its own. So do ids of files, responses and conversations
/// in bodies. What the layer answers comes in one piece, streams too.
oaicompat::Layer invent_missing();

}  // namespace demo
