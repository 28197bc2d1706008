// SPDX-License-Identifier: MIT
#include "emitters.hpp"

#include "words.hpp"

#include <algorithm>

namespace demo {
namespace {

using namespace oaicompat;

std::vector<std::int64_t> bytes_of(std::string_view word) {
  std::vector<std::int64_t> bytes;
  for (const char c : word) bytes.push_back(static_cast<unsigned char>(c));
  return bytes;
}

// The log probabilities of one word, with the likeliest words in its place.
Logprobs logprobs_of(std::string_view word, std::int64_t count) {
  TokenLogprob token;
  token.token = Text{word};
  token.bytes = bytes_of(word);
  const auto likely = likely_words(word, count);
  token.logprob = likely.front().logprob;
  for (std::size_t i = 0; i < likely.size() && static_cast<std::int64_t>(i) < count; ++i) {
    auto& top = token.top_logprobs.emplace_back();
    top.token = Text{likely[i].word};
    top.logprob = likely[i].logprob;
    top.bytes = bytes_of(likely[i].word);
  }
  Logprobs logprobs;
  logprobs.content.emplace().push_back(std::move(token));
  logprobs.refusal.set_null();
  return logprobs;
}

std::int64_t count_characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

}  // namespace

std::optional<std::int64_t> likely_of(const ChatRequest& request) {
  if (!request.logprobs.value_or(false)) return std::nullopt;
  return request.top_logprobs.value_or(0);
}

template <class Out>
bool ChatEmitter<Out>::emit() {
  if (passage_ < choice_->passages.size()) {
    const auto& passage = choice_->passages[passage_];
    if (!emit_word(passage)) return false;
    if (told_ == passage.text.size()) ++passage_, told_ = 0, calling_ = false;
    if (passage_ < choice_->passages.size()) return true;
  }
  done_ = true;
  return out_.finish(choice_->finish);
}

template <class Out>
bool ChatEmitter<Out>::emit_word(const Passage& passage) {
  const bool is_function = passage.kind == Passage::Kind::function_call;
  if (is_function && !std::exchange(calling_, true)) return out_.tool_call({}, passage.tool);
  if (passage.kind == Passage::Kind::custom_call) {
    told_ = passage.text.size();
    return out_.custom_tool_call({}, passage.tool, passage.text);
  }
  const auto word = first_word(std::string_view{passage.text}.substr(told_));
  told_ += word.size();
  if (is_function) return out_.arguments(word);
  if (passage.kind == Passage::Kind::reasoning) return out_.reasoning(word);
  if (likely_ && !word.empty() && !out_.logprobs(logprobs_of(word, *likely_))) return false;
  return out_.text(word);
}

template class ChatEmitter<ChoiceWriter>;
template class ChatEmitter<SinkChoice>;

bool CompletionEmitter::emit() {
  if (told_ < text_.size()) {
    const auto word = first_word(std::string_view{text_}.substr(told_));
    if (likely_ && !out_->logprobs(logprobs(word), index_)) return false;
    told_ += word.size();
    if (!out_->text(word, index_)) return false;
    if (told_ < text_.size()) return true;
  }
  done_ = true;
  return out_->finish(finish_, index_);
}

CompletionLogprobs CompletionEmitter::logprobs(std::string_view word) const {
  CompletionLogprobs logprobs;
  logprobs.tokens = {Text{word}};
  logprobs.text_offset = {count_characters(std::string_view{text_}.substr(0, told_))};
  const auto likely = likely_words(word, *likely_);
  Map<double> top;
  for (std::size_t i = 0; i < likely.size() && static_cast<std::int64_t>(i) < *likely_; ++i)
    top.set(likely[i].word, likely[i].logprob);
  logprobs.token_logprobs = {likely.front().logprob};
  logprobs.top_logprobs = {std::move(top)};
  return logprobs;
}

}  // namespace demo
