// A chat's answer in Gemini's form.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/dialects/framed_answer.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>

#include <map>
#include <optional>
#include <string>

namespace oaicompat::inline v1::detail::gemini {

// How an answer is sent.
enum class Sent { whole, events, array };

// Writes the events of a stream, the items of an array, or the one object. Calls of functions are gathered, and stand
// before what is said next, or in the last piece.
class OAICOMPAT_API Frames final : public ChatFrames {
 public:
  enum class Thoughts { shown, left_out };
  Frames(Sent sent, std::string model, Thoughts thoughts, ClockPtr clock);

  std::string content_type() const override;
  void add(const ChatChunk& chunk, Bytes& out) override;
  std::optional<Error> end(Bytes& out) override;
  void fail(const Error& error, Bytes& out) override;
  Bytes whole(const ChatCompletion& answer) override;

 private:
  struct Choice {
    std::optional<OpenEnum<FinishReason>> finish;
    Extras extra;
    std::string text, annotations;  // all that was said of them
    bool speaks = false;            // it has parts
    std::size_t calls_told = 0;
  };
  // What stands around the candidates.
  void begin(Bytes& out);
  void close(Bytes& out) const;
  void put_facts(Bytes& out, std::string_view id, std::string_view model, std::int64_t created) const;
  void put_candidate(Bytes& out, std::int64_t index, const std::string& parts, const Choice* ended,
                     const Logprobs* logprobs);
  Bytes feedback(const Choice& choice) const;
  void put_text(Bytes& out, std::string_view text);
  std::string parts_of(const Extras& extra, std::string_view content) const;
  void keep(const ChatChunk& chunk, const ChunkChoice& choice);
  void tell_calls(std::int64_t index, Choice& choice, Bytes& out);

  const Sent sent_;
  const std::string model_;
  const Thoughts thoughts_;
  const ClockPtr clock_;
  std::string facts_;  // what follows the candidates
  std::string id_, answered_by_;
  std::int64_t created_ = 0;
  bool first_ = true;
  std::map<std::int64_t, Choice> choices_;
  ChatAccumulator calls_;
  bool has_calls_ = false;
  std::optional<Error> broken_;
  std::optional<Usage> usage_;
  Json google_;  // what the provider said beside it
};

}  // namespace oaicompat::inline v1::detail::gemini

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/gemini/frames.ipp>
#endif
