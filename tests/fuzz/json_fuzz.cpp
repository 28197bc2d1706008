// JSON of every root type, read strictly and leniently: what was read is written as JSON, and reads back as it was.
// SPDX-License-Identifier: MIT
#include "fuzz/laws.hpp"

#include <oaicompat/http/answer.hpp>
#include <oaicompat/resources/codec.hpp>

#include <array>
#include <string>
#include <string_view>

using namespace oaicompat;
using fuzz::require;

namespace {

constexpr ReadOptions strict{}, lenient{.reading = Reading::lenient};

// Gives what was written; empty where it could not be read.
template <class T>
std::string check_reading(std::string_view json, const ReadOptions& options) {
  const auto owned = parse_owned<T>(json, options);
  const auto borrowed = parse<T>(Bytes{json}, options);
  // A lenient reader of a copy reads again what it could not take; one that reads in place cannot.
  const bool agree = options.reading == Reading::strict ? owned.has_value() == borrowed.has_value()
                                                        : owned.has_value() >= borrowed.has_value();
  require(agree, "both readers agree");
  if (!owned) {
    require(options.reading != Reading::strict || owned.error() == borrowed.error(), "both readers give one error");
    require(owned.error().kind == ErrorKind::parse && fuzz::is_json(error_body(owned.error())), "an error can be told");
    return {};
  }
  const auto written = to_json(*owned);
  require(fuzz::is_json(written), "what is written is JSON", written);
  require(!borrowed || to_json(**borrowed) == written, "both readers give one value", written);
  const auto again = parse_owned<T>(written, options);
  require(again.has_value(), "what is written can be read", written);
  require(to_json(*again) == written, "what is read again is what was written", written);
  return written;
}

template <class T>
void check(std::string_view json) {
  const auto written = check_reading<T>(json, strict);
  const auto forgiven = check_reading<T>(json, lenient);
  if (written.empty()) return;
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // which may stand before it
  if (json.starts_with(byte_order_mark)) json.remove_prefix(byte_order_mark.size());
  require(fuzz::is_json(json), "what is read strictly is JSON");
  require(!forgiven.empty(), "what is read strictly is read leniently");
}

using Check = void (*)(std::string_view);
template <class... Ts>
constexpr std::array<Check, sizeof...(Ts)> checks_of() {
  return {&check<Ts>...};
}

// In an order that stays: the first byte of an input chooses one. New types go to the end.
constexpr auto checks =
    checks_of<ChatRequest, ChatCompletion, ChatChunk, CompletionRequest, Completion, EmbeddingRequest, EmbeddingList,
              ModelList, TranscriptionRequest, TranslationRequest, Transcription, TranscriptionEvent, SpeechRequest,
              SpeechEvent, ImageRequest, ImageEditRequest, ImageVariationRequest, ImageList, ImageEvent, ImageEditEvent,
              ErrorBody, ResponseRequest, Response, ResponseEvent, ResponseItem, ResponseTool, ListInputItemsRequest,
              ResponseItemList, CountInputTokensRequest, InputTokenCount, CompactRequest, CompactedResponse,
              ModerationRequest, Moderation, ListChatCompletionsRequest, UpdateChatCompletionRequest,
              ChatCompletionList, StoredChatMessage, ChatMessageList, Conversation, CreateConversationRequest,
              ListConversationItemsRequest, CreateConversationItemsRequest, ConversationItemList,
              RetrieveResponseRequest, DeletedResponse>();

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  checks[input.choice() % checks.size()](input.rest());
  return 0;
}
