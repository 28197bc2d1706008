// A chat's answer in Ollama's form.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/dialects/framed_answer.hpp>
#include <oaicompat/dialects/ollama/to_chat.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>

#include <optional>
#include <string>

namespace oaicompat::inline v1::detail::ollama {

// Writes the lines of a stream, or the one object. Calls of tools are gathered, and
// stand in a line before what is said next.
class OAICOMPAT_API Frames final : public ChatFrames {
 public:
  // `model` is what the request calls it.
  Frames(Route route, std::string model, ClockPtr clock);

  std::string content_type() const override { return "application/x-ndjson"; }
  void add(const ChatChunk& chunk, Bytes& out) override;
  std::optional<Error> end(Bytes& out) override;
  void fail(const Error& error, Bytes& out) override;
  Bytes whole(const ChatCompletion& answer) override;

 private:
  struct Words {
    std::string_view content, thinking;
    const std::vector<ToolCall>* calls = nullptr;
    std::int64_t first_call = 0;  // its place among all of the answer's
    const Logprobs* logprobs = nullptr;
    const Json* more = nullptr;  // of the message
  };
  // Begins an object with its model and time.
  void begin(ObjectText& object, std::int64_t created);
  void put_words(ObjectText& object, Bytes& out, const Words& words) const;
  void put_end(ObjectText& object, std::string_view reason, const Usage* usage);
  void line(Bytes& out, const Words& words);
  void keep(const ChatChunk& chunk, const ChunkChoice& choice);
  enum class Calls { whole, all };
  void tell_calls(Bytes& out, Calls which);
  void take_told(const Extras& extra);
  std::string_view reason_of(const OpenEnum<FinishReason>& reason);

  const Route route_;
  const std::string model_;
  const ClockPtr clock_;
  const Time started_;
  std::optional<Time> first_;
  std::int64_t created_ = 0;
  std::string opening_;  // of a line: `{"model":...,"created_at":...,`
  ChatAccumulator calls_;
  bool has_calls_ = false;
  std::size_t calls_told_ = 0;
  std::optional<Error> broken_;
  std::optional<OpenEnum<FinishReason>> finish_;
  std::optional<Usage> usage_;
  Json told_;  // what another server of Ollama's form said of the answer
};

}  // namespace oaicompat::inline v1::detail::ollama

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/ollama/frames.ipp>
#endif
