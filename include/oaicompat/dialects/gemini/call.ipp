// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/dialects/framed_call.hpp>
#include <oaicompat/dialects/gemini/answer.hpp>
#include <oaicompat/dialects/gemini/call.hpp>
#include <oaicompat/dialects/gemini/codec.hpp>
#include <oaicompat/dialects/gemini/from_chat.hpp>
#include <oaicompat/dialects/gemini/reader.ipp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail::gemini {

class Caller {
 public:
  Caller(Handler handler, CallGeminiOptions options) : handler_{std::move(handler)}, options_{std::move(options)} {
    auto& prefix = options_.call.prefix;
    while (prefix.ends_with('/')) prefix.pop_back();
    const auto last = std::string_view{prefix}.substr(std::min(prefix.rfind('/') + 1, prefix.size()));
    if (!last.starts_with("v1")) prefix += "/" + options_.version;
  }

  StreamPtr<Event<CreateChatCompletion>> chat(const ChatRequest& request, Context context) const {
    auto how = framed();
    auto from = from_chat(request, options_, how.lost);
    if (!from) return failed<Event<CreateChatCompletion>>(from.error());
    if (auto refusal = refusal_of(how.lost)) return failed<Event<CreateChatCompletion>>(*std::move(refusal));
    const bool streamed = request.stream.value_or(false);
    auto sent = post(request.model, streamed ? "streamGenerateContent" : "generateContent", to_json(*from), context);
    if (streamed) sent.query = "alt=sse";
    if (streamed) sent.headers.set("accept", "text/event-stream");
    auto reader = std::make_unique<FrameReader>(request.model, options_.call.clock->unix_time());
    return called_chat(handler_, std::move(sent), std::move(context), std::move(reader),
                       streamed ? std::optional{BodyFraming::events} : std::nullopt, std::move(how));
  }
  StreamPtr<std::int64_t> count(const ChatRequest& request, Context context) const {
    auto how = framed();
    auto from = from_chat(request, options_, how.lost);
    if (!from) return failed<std::int64_t>(from.error());
    from->extra.set("model", Json::string(std::string_view{path_of(request.model)}.substr(1)));
    auto sent = post(request.model, "countTokens", "{\"generateContentRequest\":" + to_json(*from) + "}", context);
    auto body = called_body(handler_, std::move(sent), std::move(context), std::move(how));
    return made_of_body<std::int64_t>(std::move(body), [](std::string_view read) -> Result<std::int64_t> {
      const auto json = Json::checked(read);
      const auto total = json ? json->at("totalTokens").as_integer() : std::nullopt;
      if (!total) return unreadable_frame(read, "it has no count.");
      return *total;
    });
  }
  StreamPtr<EmbeddingList> embed(const EmbeddingRequest& request, Context context) const {
    auto how = framed();
    auto json = embed_json(request, how.lost);
    if (!json) return failed<EmbeddingList>(json.error());
    if (auto refusal = refusal_of(how.lost)) return failed<EmbeddingList>(*std::move(refusal));
    auto sent = post(request.model, "batchEmbedContents", *std::move(json), context);
    auto body = called_body(handler_, std::move(sent), std::move(context), std::move(how));
    return made_of_body<EmbeddingList>(std::move(body),
                                       [request](std::string_view read) { return embeddings(read, request); });
  }
  StreamPtr<ModelList> models(Context context) const {
    auto sent = get("/models", context);
    sent.query = "pageSize=1000";
    auto body = called_body(handler_, std::move(sent), std::move(context), framed());
    return made_of_body<ModelList>(std::move(body), [](std::string_view read) -> Result<ModelList> {
      const auto json = Json::checked(read);
      if (!json || !json->is_object() || json->find("error")) return unreadable_frame(read, "it is no list of models.");
      ModelList out;
      for (const auto& each : json->at("models").elements()) out.data.push_back(model(each));
      return out;
    });
  }
  StreamPtr<Model> one_model(std::string_view name, Context context) const {
    auto body = called_body(handler_, get(path_of(name), context), std::move(context), framed());
    return made_of_body<Model>(std::move(body), [](std::string_view read) -> Result<Model> {
      const auto json = Json::checked(read);
      if (!json || !json->find("name")) return unreadable_frame(read, "it is no model.");
      return model(*json);
    });
  }

 private:
  FramedCallOptions framed() const { return {.call = options_.call, .error = error_of, .lost = {}}; }
  std::optional<Error> refusal_of(const LossReport& lost) const {
    return options_.losses == Losses::refused ? lost.refusal() : std::nullopt;
  }
  // A name may hold its collection.
  static std::string path_of(std::string_view model) {
    const bool whole =
        model.starts_with("models/") || model.starts_with("tunedModels/") || model.starts_with("projects/");
    return (whole ? "/" : "/models/") + percent_encoded(model, "/");
  }
  Request get(std::string_view path, const Context& context) const {
    Request out{.method = "GET", .path = options_.call.prefix + std::string{path}};
    out.headers = {{"accept", "application/json"}};
    if (const auto key = call_key(options_.api_key, context); !key.empty()) out.headers.set("x-goog-api-key", key);
    return out;
  }
  Request post(std::string_view model, std::string_view verb, Bytes json, const Context& context) const {
    auto out = get(path_of(model) + ":" + std::string{verb}, context);
    out.method = "POST";
    out.headers.set("content-type", "application/json");
    out.body = std::move(json);
    return out;
  }

  static Result<Bytes> embed_json(const EmbeddingRequest& from, LossReport& lost) {
    std::vector<Text> texts;
    if (const auto* one = from.input.get_if<Text>()) texts.push_back(*one);
    if (const auto* several = from.input.get_if<std::vector<PromptItem>>()) {
      for (const auto& item : *several) {
        const auto* text = item.get_if<Text>();
        if (!text)
          return api_error(400, "'input' cannot be sent: the provider takes texts, not tokens.",
                           "unsupported_parameter", "input");
        texts.push_back(*text);
      }
    }
    if (from.user) lost.add("user", LossKind::dropped, "the provider has no place for it");
    const auto name = from.model.view();
    Bytes out{"{\"requests\":["};
    for (const auto& text : texts) {
      if (!out.ends_with('[')) out += ',';
      ObjectText object{out};
      object.text("model", name.find('/') == name.npos ? "models/" + std::string{name} : std::string{name});
      object.raw("content", "{\"parts\":[{\"text\":" + Json::string(text).text.str() + "}]}");
      if (from.dimensions) object.number("outputDimensionality", *from.dimensions);
      if (const auto* task = from.extra.find("task_type")) object.raw("taskType", task->view());
      if (const auto* title = from.extra.find("title")) object.raw("title", title->view());
      object.close();
    }
    return out + "]}";
  }
  static Result<EmbeddingList> embeddings(std::string_view read, const EmbeddingRequest& request) {
    const auto json = Json::checked(read);
    if (!json || !json->at("embeddings").is_array()) return unreadable_frame(read, "it has no embeddings.");
    EmbeddingList out;
    out.model = request.model;
    for (const auto& each : json->at("embeddings").elements()) {
      auto values = parse_owned<std::vector<float>>(each.at("values").view());
      if (!values) return unreadable_frame(read, "an embedding is no list of numbers.");
      auto& made = out.data.emplace_back();
      made.index = static_cast<std::int64_t>(out.data.size()) - 1;
      made.embedding = *std::move(values);
    }
    CreateEmbedding::shape(out, request);
    return out;
  }
  static Model model(const Json& from) {
    constexpr std::string_view models = "models/";
    Model out;
    auto name = from.at("name").as_string().value_or("");
    if (name.starts_with(models)) name.erase(0, models.size());
    out.id = Text{name};
    out.owned_by = "google";
    for (const auto& [key, value] : from.members()) {
      if (key != "name") out.extra.set(key, value);
    }
    return out;
  }

  const Handler handler_;
  CallGeminiOptions options_;
};

}  // namespace detail::gemini

OAICOMPAT_INLINE Backend call_gemini(Handler handler, CallGeminiOptions options) {
  const auto caller = std::make_shared<const detail::gemini::Caller>(std::move(handler), std::move(options));
  Backend out;
  out.on<CreateChatCompletion>(
      [caller](Parsed<ChatRequest> request, Context context) { return caller->chat(*request, std::move(context)); });
  out.on<CreateEmbedding>([caller](Parsed<EmbeddingRequest> request, Context context) {
    return caller->embed(*request, std::move(context));
  });
  out.on<ListModels>(
      [caller](Parsed<ListModelsRequest>, Context context) { return caller->models(std::move(context)); });
  out.on<RetrieveModel>([caller](Parsed<RetrieveModelRequest> request, Context context) {
    return caller->one_model(request->model, std::move(context));
  });
  return out;
}

OAICOMPAT_INLINE StreamPtr<std::int64_t> count_gemini_tokens(Handler handler, const ChatRequest& request,
                                                             CallGeminiOptions options, Context context) {
  return detail::gemini::Caller{std::move(handler), std::move(options)}.count(request, std::move(context));
}

OAICOMPAT_INLINE Layer to_gemini(CallGeminiOptions options) {
  return detail::dialect_layer([options = std::move(options)](Handler handler, std::string prefix) {
    auto own = options;
    own.call.prefix = std::move(prefix) + own.call.prefix;
    return call_gemini(std::move(handler), std::move(own));
  });
}

}  // namespace oaicompat::inline v1
