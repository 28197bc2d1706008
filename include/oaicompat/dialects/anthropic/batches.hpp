// Anthropic's message batches and files, over the operations of a backend on batches and files.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/resources/batches/types.hpp>
#include <oaicompat/resources/files/types.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

struct ServeAnthropicOptions;

namespace detail {

// Answers what lies below `/messages/batches`; `below` is the rest of the path.
Answer serve_anthropic_batches(const Backend& backend, const ServeAnthropicOptions& options, std::string_view below,
                               Request request);
// Answers what lies below `/files`.
Answer serve_anthropic_files(const Backend& backend, std::string_view below, Request request);

// A batch's id as Anthropic's clients see it, and the way back: `batch_a` is `msgbatch_a`, any other stays as it is.
std::string message_batch_id(std::string_view id);
std::string batch_id_of(std::string_view message_batch_id);
// A batch and a file as Anthropic's API tells them. `results` is the path of the batch's results.
Bytes message_batch(const Batch& batch, std::string_view results);
Bytes anthropic_file(const FileObject& file);
// A line of a batch's results; empty where the line is none.
Bytes message_batch_result(std::string_view line);

}  // namespace detail
}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/batches.ipp>
#include <oaicompat/dialects/anthropic/files.ipp>
#endif
