// AnswerDetails: what spans tell of an answer beside its usage and model. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

/// The id of an answer, and how it ended, of chat completions, completions, responses and messages alike.
class OAICOMPAT_API AnswerDetails {
 public:
  /// Takes a piece of a stream.
  void feed(std::string_view piece);
  /// Takes a whole answer, or the data of an event.
  void see(std::string_view object);
  const std::string& id() const { return id_; }
  const std::vector<std::string>& finish_reasons() const { return finish_reasons_; }

 private:
  void see_member(std::string_view key, std::string_view value);
  void add_reason(std::string_view value);

  SseDecoder decoder_;
  std::string id_;
  std::vector<std::string> finish_reasons_;  // one a choice
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/answer_details.ipp>
#endif
