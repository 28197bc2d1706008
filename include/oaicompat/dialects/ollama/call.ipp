// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/dialects/errors.hpp>
#include <oaicompat/dialects/framed_call.hpp>
#include <oaicompat/dialects/ollama/call.hpp>
#include <oaicompat/dialects/ollama/codec.hpp>
#include <oaicompat/dialects/ollama/from_chat.hpp>
#include <oaicompat/dialects/ollama/options.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail::ollama {

// --- answers -------------------------------------------------------------------------------------------------------

inline Error error_of(const Head& head, std::string_view body) {
  return error_from(ErrorDialect::ollama, {}, read_error(head, body));
}

// Reads the lines of a stream, or the one object.
class FrameReader final : public ChatFrameReader {
 public:
  FrameReader(Text model, std::int64_t now) : id_{random_id("chatcmpl-")}, model_{std::move(model)}, created_{now} {}

  Result<void> frame(std::string_view json, std::vector<ChatChunk>& out) override {
    auto read = read_response(json);
    if (!read) return read.error();
    if (done_) return {};  // nothing follows the last line
    const auto& from = *read;
    if (!begun_) created_ = created_of(from);
    if (!from.model.empty()) model_ = from.model;
    const auto* message = from.message ? &*from.message : nullptr;
    add_words(from, message, out);
    if (message && message->tool_calls && !message->tool_calls->empty()) add_calls(*message->tool_calls, out);
    if (from.done) add_end(from, out);
    return {};
  }
  bool end(std::vector<ChatChunk>&) override { return done_; }
  Result<ChatCompletion> whole(std::string_view body) override {
    auto read = read_response(body);
    if (!read) return read.error();
    auto& from = *read;
    const auto* said = from.message ? &*from.message : nullptr;
    if (!from.done && !(said && (said->content || said->thinking || said->tool_calls)))
      return unreadable_frame(body, "it has no message.");
    ChatCompletion out;
    out.id = id_;
    out.created = created_of(from);
    out.model = from.model.empty() ? model_ : from.model;
    auto& choice = out.choices.emplace_back();
    if (from.message) put_message(*from.message, choice.message);
    if (from.logprobs) choice.logprobs = logprobs_of(*from.logprobs);
    choice.finish_reason = reason_of(from, choice.message.tool_calls.has_value());
    out.usage = usage_of(from);
    keep_facts(from, out.extra);
    return out;
  }

 private:
  static Result<OllamaResponse> read_response(std::string_view json) {
    auto read = parse_owned<OllamaResponse>(json, {.reading = Reading::lenient});
    if (!read) return unreadable_frame(json, read.error().message);
    // A message under `error`, even where it is empty, is no answer.
    if (read->extra.find("error") && !read->message) return error_of({.status = 200}, json);
    return read;
  }
  std::int64_t created_of(const OllamaResponse& from) const {
    const auto at = from.created_at ? unix_seconds(*from.created_at) : 0;
    return at == 0 ? created_ : at;
  }
  // The reason after calls is `stop` too; a closed connection has none.
  static OpenEnum<FinishReason> reason_of(const OllamaResponse& from, bool calls) {
    const auto word = from.done_reason ? from.done_reason->view() : std::string_view{"stop"};
    if (word == "length") return FinishReason::length;
    if (calls) return FinishReason::tool_calls;
    if (word.empty() || word == "stop" || word == "load" || word == "unload") return FinishReason::stop;
    return OpenEnum<FinishReason>{word};
  }
  // Counts that are zero are left out.
  static Usage usage_of(const OllamaResponse& from) {
    Usage out;
    out.prompt_tokens = from.prompt_eval_count.value_or(0);
    out.completion_tokens = from.eval_count.value_or(0);
    out.total_tokens = out.prompt_tokens + out.completion_tokens;
    return out;
  }
  static Maybe<Logprobs> logprobs_of(const Json& list) {
    auto read = parse_owned<Logprobs>("{\"content\":" + std::string{list.view()} + "}", {.reading = Reading::lenient});
    if (!read || !read->content) return {};
    auto out = *std::move(read);
    out.refusal.set_null();
    return out;
  }
  // What the last piece says that a chat has no members for: `extra_content.ollama`.
  static void keep_facts(const OllamaResponse& from, Extras& to) {
    OllamaResponse told;
    told.created_at = from.created_at;
    told.done_reason = from.done_reason;
    told.total_duration = from.total_duration;
    told.load_duration = from.load_duration;
    told.prompt_eval_duration = from.prompt_eval_duration;
    told.eval_duration = from.eval_duration;
    told.extra = from.extra;
    Extras facts, ollama;
    for (const auto& [key, value] : Json{Text{to_json(told)}}.members()) {
      if (key != "model" && key != "done") facts.set(key, value);
    }
    keep_more(ollama, "ollama", facts);
    keep_more(to, ext::extra_content.name, ollama);
  }
  static void keep_members(const OllamaMessage& from, Extras& to) {
    auto more = from.extra;
    if (from.images && !from.images->empty()) more.set("images", Json{Text{to_json(*from.images)}});
    keep_more(to, message_members, more);
  }
  ToolCall call_of(const OllamaToolCall& from) const {
    ToolCall out;
    out.id = from.id && !from.id->empty() ? *from.id : Text{random_id("call_")};
    out.function.emplace().name = from.function.name;
    out.function->arguments = arguments_in(from.function.arguments);
    auto more = from.extra;
    more.remove("type");
    keep_more(more, "function", from.function.extra);
    keep_more(out.extra, call_members, more);
    return out;
  }
  void put_message(const OllamaMessage& from, AssistantMessage& to) const {
    to.content = from.content ? *from.content : Text{};
    to.refusal.set_null();
    if (from.thinking && !from.thinking->empty()) set_reasoning(to.extra, *from.thinking);
    keep_members(from, to.extra);
    if (!from.tool_calls || from.tool_calls->empty()) return;
    if (to.content->empty()) to.content.set_null();
    for (const auto& call : *from.tool_calls)
      (to.tool_calls ? *to.tool_calls : to.tool_calls.emplace()).push_back(call_of(call));
  }

  ChatChunk& chunk(std::vector<ChatChunk>& out) {
    auto& made = out.emplace_back();
    made.id = id_;
    made.created = created_;
    made.model = model_;
    return made;
  }
  ChunkChoice& choice(std::vector<ChatChunk>& out) {
    auto& made = chunk(out).choices.emplace_back();
    if (!std::exchange(begun_, true)) made.delta.role = Role::assistant;
    made.finish_reason.set_null();
    return made;
  }
  void add_words(const OllamaResponse& from, const OllamaMessage* message, std::vector<ChatChunk>& out) {
    const auto& thinking = message ? message->thinking : from.thinking;
    const auto& content = message ? message->content : from.response;
    if (thinking && !thinking->empty()) set_reasoning(choice(out).delta.extra, *thinking);
    Extras more;
    if (message) keep_members(*message, more);
    if ((content && !content->empty()) || from.logprobs || !more.empty() || !begun_) {
      auto& made = choice(out);
      for (const auto& each : more) made.delta.extra.add(each);
      made.delta.content = content ? *content : Text{};
      if (from.logprobs) made.logprobs = logprobs_of(*from.logprobs);
    }
  }
  // Each is whole. The indices of some servers are all 0: their order counts.
  void add_calls(const std::vector<OllamaToolCall>& calls, std::vector<ChatChunk>& out) {
    auto& deltas = choice(out).delta.tool_calls.emplace();
    for (const auto& each : calls) {
      auto call = call_of(each);
      auto& delta = deltas.emplace_back();
      delta.index = next_call_++;
      delta.id = std::move(call.id);
      delta.type = ToolType::function;
      auto& function = delta.function.emplace();
      function.name = std::move(call.function->name);
      function.arguments = std::move(call.function->arguments);
      delta.extra = std::move(call.extra);
    }
  }
  void add_end(const OllamaResponse& from, std::vector<ChatChunk>& out) {
    done_ = true;
    choice(out).finish_reason = reason_of(from, next_call_ > 0);
    auto& made = chunk(out);
    made.usage = usage_of(from);
    keep_facts(from, made.extra);
  }

  const Text id_;
  Text model_;
  std::int64_t created_;
  std::int64_t next_call_ = 0;
  bool begun_ = false, done_ = false;
};

// --- calls ---------------------------------------------------------------------------------------------------------

class Caller {
 public:
  Caller(Handler handler, CallOllamaOptions options) : handler_{std::move(handler)}, options_{std::move(options)} {
    auto& prefix = options_.call.prefix;
    while (prefix.ends_with('/')) prefix.pop_back();
    for (const std::string_view end : {"/api", "/v1"}) {
      if (prefix.ends_with(end)) prefix.resize(prefix.size() - end.size());
    }
  }

  StreamPtr<Event<CreateChatCompletion>> chat(const ChatRequest& request, Context context) const {
    auto how = framed();
    auto from = from_chat(request, how.lost);
    if (!from) return failed<Event<CreateChatCompletion>>(from.error());
    if (auto refusal = refusal_of(how.lost)) return failed<Event<CreateChatCompletion>>(*std::move(refusal));
    const bool streamed = from->stream.value_or(false);
    auto reader = std::make_unique<FrameReader>(request.model, options_.call.clock->unix_time());
    auto sent = post("/api/chat", to_json(*from), context);
    if (streamed) sent.headers.set("accept", "application/x-ndjson");
    return called_chat(handler_, std::move(sent), std::move(context), std::move(reader),
                       streamed ? std::optional{BodyFraming::lines} : std::nullopt, std::move(how));
  }
  StreamPtr<EmbeddingList> embed(const EmbeddingRequest& request, Context context) const {
    auto how = framed();
    auto from = embed_request(request, how.lost);
    if (!from) return failed<EmbeddingList>(from.error());
    if (auto refusal = refusal_of(how.lost)) return failed<EmbeddingList>(*std::move(refusal));
    auto sent = post("/api/embed", to_json(*from), context);
    auto body = called_body(handler_, std::move(sent), std::move(context), std::move(how));
    return made_of_body<EmbeddingList>(std::move(body),
                                       [request](std::string_view json) { return embeddings(json, request); });
  }
  StreamPtr<ModelList> models(Context context) const {
    auto body = called_body(handler_, get("/api/tags", context), std::move(context), framed());
    return made_of_body<ModelList>(std::move(body), [](std::string_view json) -> Result<ModelList> {
      const auto read = Json::checked(json);
      if (!read || !read->at("models").is_array()) return unreadable_frame(json, "it is no list of models.");
      ModelList out;
      for (const auto& each : read->at("models").elements()) out.data.push_back(model(each));
      return out;
    });
  }
  // There is no route for one: it is looked for among all.
  StreamPtr<Model> model_named(Text name, Context context) const {
    auto body = called_body(handler_, get("/api/tags", context), std::move(context), framed());
    return made_of_body<Model>(std::move(body), [name](std::string_view json) -> Result<Model> {
      const auto read = Json::checked(json);
      if (!read || !read->at("models").is_array()) return unreadable_frame(json, "it is no list of models.");
      for (const auto& each : read->at("models").elements()) {
        auto made = model(each);
        if (made.id == name || made.id == name.str() + ":latest") return made;
      }
      return api_error(404, "model '" + name.str() + "' not found", "model_not_found", "model");
    });
  }

 private:
  FramedCallOptions framed() const { return {.call = options_.call, .error = error_of, .lost = {}}; }
  std::optional<Error> refusal_of(const LossReport& lost) const {
    return options_.losses == Losses::refused ? lost.refusal() : std::nullopt;
  }
  Request get(std::string_view path, const Context& context) const {
    Request out{.method = "GET", .path = options_.call.prefix + std::string{path}};
    out.headers = {{"accept", "application/json"}};
    if (const auto key = call_key(options_.api_key, context); !key.empty())
      out.headers.set("authorization", "Bearer " + key);
    return out;
  }
  Request post(std::string_view path, Bytes json, const Context& context) const {
    auto out = get(path, context);
    out.method = "POST";
    out.headers.set("content-type", "application/json");
    out.body = std::move(json);
    return out;
  }
  static Result<OllamaEmbedRequest> embed_request(const EmbeddingRequest& from, LossReport& lost) {
    OllamaEmbedRequest out;
    out.model = from.model;
    out.dimensions = from.dimensions;
    if (from.user) lost.add("user", LossKind::dropped, "the provider has no place for it");
    for (const auto& each : from.extra) out.extra.set(each.key, each.json);
    if (const auto* text = from.input.get_if<Text>()) {
      out.input = OneOf<Text, std::vector<Text>>{*text};
      return out;
    }
    std::vector<Text> texts;
    for (const auto& item : *from.input.get_if<std::vector<PromptItem>>()) {
      const auto* text = item.get_if<Text>();
      if (!text)
        return api_error(400, "'input' cannot be sent: the provider takes texts, not tokens.", "unsupported_parameter",
                         "input");
      texts.push_back(*text);
    }
    out.input = OneOf<Text, std::vector<Text>>{std::move(texts)};
    return out;
  }
  static Result<EmbeddingList> embeddings(std::string_view json, const EmbeddingRequest& request) {
    auto read = parse_owned<OllamaEmbedResponse>(json, {.reading = Reading::lenient});
    if (!read) return unreadable_frame(json, read.error().message);
    if (read->extra.find("error")) return error_of({.status = 200}, json);
    EmbeddingList out;
    out.model = read->model.empty() ? request.model : read->model;
    for (auto& values : read->embeddings) {
      auto& made = out.data.emplace_back();
      made.index = static_cast<std::int64_t>(out.data.size()) - 1;
      made.embedding = std::move(values);
    }
    out.usage.prompt_tokens = out.usage.total_tokens = read->prompt_eval_count.value_or(0);
    CreateEmbedding::shape(out, request);
    return out;
  }
  static Model model(const Json& from) {
    Model out;
    const auto name = from.at("model").as_string();
    out.id = Text{name ? *name : from.at("name").as_string().value_or("")};
    out.created = unix_seconds(from.at("modified_at").as_string().value_or(""));
    out.owned_by = "library";
    for (const auto* key : {"details", "capabilities", "size", "digest"}) {
      if (auto value = from.find(key)) out.extra.set(key, *std::move(value));
    }
    return out;
  }

  const Handler handler_;
  CallOllamaOptions options_;
};

}  // namespace detail::ollama

OAICOMPAT_INLINE Backend call_ollama(Handler handler, CallOllamaOptions options) {
  const auto caller = std::make_shared<const detail::ollama::Caller>(std::move(handler), std::move(options));
  Backend out;
  out.on<CreateChatCompletion>(
      [caller](Parsed<ChatRequest> request, Context context) { return caller->chat(*request, std::move(context)); });
  out.on<CreateEmbedding>([caller](Parsed<EmbeddingRequest> request, Context context) {
    return caller->embed(*request, std::move(context));
  });
  out.on<ListModels>(
      [caller](Parsed<ListModelsRequest>, Context context) { return caller->models(std::move(context)); });
  out.on<RetrieveModel>([caller](Parsed<RetrieveModelRequest> request, Context context) {
    return caller->model_named(request->model, std::move(context));
  });
  return out;
}

OAICOMPAT_INLINE Layer to_ollama(CallOllamaOptions options) {
  return detail::dialect_layer([options = std::move(options)](Handler handler, std::string prefix) {
    auto own = options;
    own.call.prefix = std::move(prefix) + own.call.prefix;
    return call_ollama(std::move(handler), std::move(own));
  });
}

}  // namespace oaicompat::inline v1
