// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/framed_answer.hpp>
#include <oaicompat/dialects/gemini/answer.hpp>
#include <oaicompat/dialects/gemini/codec.hpp>
#include <oaicompat/dialects/gemini/frames.hpp>
#include <oaicompat/dialects/gemini/schema.hpp>
#include <oaicompat/dialects/gemini/serve.hpp>
#include <oaicompat/dialects/gemini/to_chat.hpp>
#include <oaicompat/dialects/told.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/resources/chat/token_estimate.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail::gemini {

inline Answer error_answer_of(const Error& error, bool in_array) {
  Head head{.status = error_status(error), .headers = error_fields(error)};
  head.headers.set("content-type", "application/json");
  auto body = error_json(error);
  return ready_answer(std::move(head), in_array ? "[" + body + "]" : body);
}
inline Answer error_form(const Error& error) { return error_answer_of(error, false); }
inline Answer array_error_form(const Error& error) { return error_answer_of(error, true); }
inline Answer refused(const Error& error, const Context& context, ErrorForm form = error_form) {
  if (context.notes) context.notes->set_error(error);
  return form(error);
}

// `/v1beta/models/x:generateContent`.
struct Place {
  std::string version, model, verb;
  bool is_list = false;
};
inline std::optional<Place> place_of(std::string_view encoded) {
  auto path = percent_decoded(encoded);
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  Place out;
  const auto slash = path.find('/', 1);
  if (!path.starts_with("/v") || slash == path.npos) return std::nullopt;
  out.version = path.substr(1, slash - 1);
  const std::string_view version = out.version, rest = std::string_view{path}.substr(slash);
  const bool known = version == "v1" || version.starts_with("v1beta") || version.starts_with("v1alpha");
  if (!known || rest.starts_with("/openai")) return std::nullopt;
  if (rest.ends_with("/models") && rest.find(':') == rest.npos) {
    out.is_list = true;
    return out;
  }
  constexpr std::string_view plain = "/models/", tuned = "/tunedModels/";
  const auto at = rest.find(plain), other = rest.find(tuned);
  if (at == rest.npos && other != 0) return std::nullopt;
  std::string_view name = at == rest.npos ? rest.substr(1) : rest.substr(at + plain.size());
  if (const auto colon = name.rfind(':'); colon != name.npos) {
    // Names of models may hold colons too: a verb is a word alone.
    const auto verb = name.substr(colon + 1);
    constexpr std::string_view verbs[] = {"generateContent",    "streamGenerateContent", "countTokens",
                                          "embedContent",       "batchEmbedContents",    "predict",
                                          "predictLongRunning", "bidiGenerateContent",   "batchGenerateContent"};
    if (std::find(std::begin(verbs), std::end(verbs), verb) != std::end(verbs)) {
      out.verb = verb;
      name = name.substr(0, colon);
    }
  }
  out.model = name;
  return out.model.empty() ? std::nullopt : std::optional{std::move(out)};
}
inline std::string query_value(std::string_view query, std::string_view name) {
  for (auto& [key, value] : query_members(query)) {
    if (key == name) return std::move(value);
  }
  return {};
}

class Served : public std::enable_shared_from_this<Served> {
 public:
  Served(Backend backend, ServeGeminiOptions options) : backend_{std::move(backend)}, options_{std::move(options)} {}

  Answer answer(Request& request) const;

 private:
  Answer generate(Request& request, const Place& place) const;
  Answer count(Request& request, const Place& place) const;
  Answer embed(Request& request, const Place& place) const;
  Answer embed_batch(Request& request, const Place& place) const;
  Answer models(Request& request) const;
  Answer one_model(Request& request, const Place& place) const;
  Bytes model_json(const Model& model) const;
  Result<GeminiRequest> read(Request& request, bool inner) const;
  static FramedOptions framed() { return {.error = error_form, .streamed = false, .lost = {}}; }

  const Backend backend_;
  const ServeGeminiOptions options_;
};

// --- answers of a model --------------------------------------------------------------------------------------------

// A count may hold the request that it is of.
OAICOMPAT_INLINE Result<GeminiRequest> Served::read(Request& request, bool inner) const {
  auto json = camel_case(request.body.take());
  if (inner) {
    const auto whole = Json::checked(json);
    const auto inside = whole ? whole->find("generateContentRequest") : std::nullopt;
    if (inside) json = inside->text.str();
  }
  auto from = parse_owned<GeminiRequest>(json, options_.reading);
  if (from && from->contents.empty()) return invalid("contents", "at least one");
  return from;
}

OAICOMPAT_INLINE Answer Served::generate(Request& request, const Place& place) const {
  const bool streamed = place.verb == "streamGenerateContent";
  const auto sent = !streamed ? Sent::whole : query_value(request.query, "alt") == "sse" ? Sent::events : Sent::array;
  auto options = framed();
  options.streamed = streamed;
  if (sent == Sent::array) options.error = array_error_form;
  const auto from = read(request, false);
  if (!from) return refused(from.error(), request.context, options.error);
  auto made = to_chat(*from, options.lost);
  if (!made) return refused(made.error(), request.context, options.error);
  if (options_.losses == Losses::refused) {
    if (const auto refusal = options.lost.refusal()) return refused(*refusal, request.context, options.error);
  }
  made->chat.model = Text{place.model};
  const auto thoughts = made->wants_thoughts ? Frames::Thoughts::shown : Frames::Thoughts::left_out;
  show_fields(request);
  return framed_chat(backend_, std::move(made->chat),
                     std::make_unique<Frames>(sent, place.model, thoughts, options_.clock), std::move(request.context),
                     std::move(options));
}

OAICOMPAT_INLINE Answer Served::count(Request& request, const Place& place) const {
  const auto from = read(request, true);
  if (!from) return refused(from.error(), request.context);
  LossReport lost;
  auto made = to_chat(*from, lost);
  if (!made) return refused(made.error(), request.context);
  made->chat.model = Text{place.model};
  const auto counted =
      options_.count_tokens ? options_.count_tokens(made->chat) : Result<std::int64_t>{estimated_tokens(made->chat)};
  if (!counted) return refused(counted.error(), request.context);
  Bytes out;
  ObjectText object{out};
  object.number("totalTokens", *counted).close();
  return json_answer(200, std::move(out));
}

// --- embeddings ----------------------------------------------------------------------------------------------------

inline Result<Text> text_in(const Json& content, const std::string& path) {
  const auto read = parse_owned<GeminiContent>(content.view());
  if (!read || !read->parts) return invalid(path, "a content with parts");
  std::string text;
  for (const auto& part : *read->parts) {
    if (!part.text) return invalid(path, "text");
    text += part.text->view();
  }
  return Text{text};
}
inline Result<EmbeddingRequest> embedding_of(const Json& from, std::vector<PromptItem>& texts,
                                             const std::string& path) {
  auto text = text_in(from.at("content"), path + "content");
  if (!text) return text.error();
  texts.emplace_back(*std::move(text));
  EmbeddingRequest out;
  if (const auto size = number_of(from.at("outputDimensionality")).as_integer()) out.dimensions = *size;
  if (auto task = from.find("taskType")) out.extra.set("task_type", *std::move(task));
  if (auto title = from.find("title")) out.extra.set("title", *std::move(title));
  out.encoding_format = EncodingFormat::float_;
  return out;
}
inline Error no_embedding() {
  return api_error(502, "The embeddings are not as many as the texts.", "unreadable_answer");
}
inline Result<Bytes> values_json(const Embedding& from) {
  const auto values = from.values();
  if (!values) return api_error(502, "The embedding is not base64.", "unreadable_answer");
  return "{\"values\":" + to_json(*values) + "}";
}

OAICOMPAT_INLINE Answer Served::embed(Request& request, const Place& place) const {
  const auto json = Json::checked(camel_case(request.body.take()));
  if (!json) return refused(invalid("body", "JSON"), request.context);
  std::vector<PromptItem> texts;
  auto asked = embedding_of(*json, texts, "");
  if (!asked) return refused(asked.error(), request.context);
  asked->model = Text{place.model};
  asked->input = Prompt{*texts[0].get_if<Text>()};
  show_fields(request);
  return framed_response<CreateEmbedding>(backend_, *std::move(asked), std::move(request.context), framed(),
                                          [](EmbeddingList& list) -> Result<Bytes> {
                                            if (list.data.empty()) return no_embedding();
                                            auto values = values_json(list.data.front());
                                            if (!values) return values.error();
                                            return "{\"embedding\":" + *values + "}";
                                          });
}
OAICOMPAT_INLINE Answer Served::embed_batch(Request& request, const Place& place) const {
  const auto json = Json::checked(camel_case(request.body.take()));
  const auto requests = json ? json->at("requests").elements() : std::vector<Json>{};
  if (requests.empty()) return refused(invalid("requests", "at least one"), request.context);
  std::vector<PromptItem> texts;
  EmbeddingRequest asked;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    auto one = embedding_of(requests[i], texts, path_in("requests", i) + ".");
    if (!one) return refused(one.error(), request.context);
    if (i == 0) asked = *std::move(one);
  }
  asked.model = Text{place.model};
  const auto count = texts.size();
  asked.input = Prompt{std::move(texts)};
  show_fields(request);
  return framed_response<CreateEmbedding>(backend_, std::move(asked), std::move(request.context), framed(),
                                          [count](EmbeddingList& list) -> Result<Bytes> {
                                            if (list.data.size() != count) return no_embedding();
                                            Bytes out{"{\"embeddings\":["};
                                            for (const auto& each : list.data) {
                                              auto values = values_json(each);
                                              if (!values) return values.error();
                                              if (!out.ends_with('[')) out += ',';
                                              out += *values;
                                            }
                                            return out + "]}";
                                          });
}

// --- models --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Bytes Served::model_json(const Model& model) const {
  const auto facts = options_.facts ? options_.facts(model.id) : GeminiModelFacts{};
  Bytes out;
  ObjectText object{out};
  object.text("name", "models/" + model.id.str()).text("version", "001");
  object.text("displayName", facts.display_name.empty() ? model.id.view() : std::string_view{facts.display_name});
  object.number("inputTokenLimit", facts.input_token_limit).number("outputTokenLimit", facts.output_token_limit);
  object.name("supportedGenerationMethods");
  append_json(out, facts.methods);
  object.flag("thinking", facts.thinking == GeminiModelFacts::Thinking::yes).close();
  return out;
}

// A page begins at the place that its token names. The last one names no other: an empty token has clients ask for
// ever.
OAICOMPAT_INLINE Answer Served::models(Request& request) const {
  const auto number = [&](std::string_view name, std::size_t otherwise) {
    const auto text = query_value(request.query, name);
    std::size_t out = otherwise;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
    return failure == std::errc{} && end == text.data() + text.size() ? out : otherwise;
  };
  const auto size = std::clamp<std::size_t>(number("pageSize", 50), 1, 1000), from = number("pageToken", 0);
  show_fields(request);
  return framed_response<ListModels>(backend_, {}, std::move(request.context), framed(),
                                     [self = shared_from_this(), size, from](ModelList& list) -> Result<Bytes> {
                                       const auto begin = std::min(from, list.data.size());
                                       const auto end = begin + std::min(size, list.data.size() - begin);
                                       Bytes out{"{\"models\":["};
                                       for (auto i = begin; i < end; ++i) {
                                         if (i > begin) out += ',';
                                         out += self->model_json(list.data[i]);
                                       }
                                       out += ']';
                                       if (end < list.data.size())
                                         out += ",\"nextPageToken\":\"" + std::to_string(end) + '"';
                                       return out + "}";
                                     });
}
OAICOMPAT_INLINE Answer Served::one_model(Request& request, const Place& place) const {
  show_fields(request);
  return framed_response<ListModels>(backend_, {}, std::move(request.context), framed(),
                                     [self = shared_from_this(), name = place.model](ModelList& list) -> Result<Bytes> {
                                       const auto is_it = [&](const Model& model) { return model.id == name; };
                                       const auto at = std::find_if(list.data.begin(), list.data.end(), is_it);
                                       if (at == list.data.end())
                                         return api_error(404, "models/" + name + " is not found for API version.",
                                                          "model_not_found", "model");
                                       return self->model_json(*at);
                                     });
}

// --- routes --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Answer Served::answer(Request& request) const {
  const auto place = place_of(request.path);
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (place && place->is_list && reads) return models(request);
  if (place && place->verb.empty() && !place->is_list && reads) return one_model(request, *place);
  if (place && request.method == "POST") {
    const auto& verb = place->verb;
    if (verb == "generateContent" || verb == "streamGenerateContent") return generate(request, *place);
    if (verb == "countTokens") return count(request, *place);
    if (verb == "embedContent") return embed(request, *place);
    if (verb == "batchEmbedContents") return embed_batch(request, *place);
  }
  return refused(api_error(404, "There is no " + request.method + " " + request.path + ".", "unknown_url"),
                 request.context);
}

// Whether a request carries a key in Google's places, or comes from its clients.
inline bool is_of_google(const Request& head) {
  return head.headers.has("x-goog-api-key") || head.headers.has("x-goog-api-client") ||
         !query_value(head.query, "key").empty();
}
inline bool is_other_path(std::string_view path) {
  const auto version = path.substr(0, std::min(path.find('/', 1), path.size()));
  const bool beta = version.starts_with("/v1beta") || version.starts_with("/v1alpha");
  return beta && version.size() < path.size() && !path.substr(version.size()).starts_with("/openai");
}
inline bool speaks(const Request& head) {
  const auto place = place_of(head.path);
  // Files, caches and others are not served; they are answered in Google's form all the same.
  if (!place) return is_other_path(head.path);
  return !place->verb.empty() || place->version != "v1" || is_of_google(head);
}
// The key goes to where the API has it, and out of the query, which logs show.
inline void normalize(Request& head) {
  auto key = std::string{head.headers.get("x-goog-api-key")};
  head.headers.remove("x-goog-api-key");
  std::string rest, in_query;
  std::string_view query = head.query;
  while (!query.empty()) {
    const auto one = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(one.size() + 1, query.size()));
    if (one.starts_with("key=")) {
      in_query = percent_decoded(one.substr(4));
    } else {
      rest += (rest.empty() ? "" : "&") + std::string{one};
    }
  }
  head.query = std::move(rest);
  if (key.empty()) key = std::move(in_query);
  if (!key.empty()) head.headers.set("authorization", "Bearer " + key);
}

}  // namespace detail::gemini

OAICOMPAT_INLINE Handler serve_gemini(Backend backend, ServeGeminiOptions options) {
  return [served = std::make_shared<const detail::gemini::Served>(std::move(backend), std::move(options))](
             Request&& request) {
    // Where no server has done it.
    detail::gemini::normalize(request);
    return served->answer(request);
  };
}

OAICOMPAT_INLINE Dialect gemini_dialect(ServeGeminiOptions options) {
  Dialect out;
  out.name = "gemini";
  out.speaks = detail::gemini::speaks;
  out.serve = [options = std::move(options)](Backend backend) { return serve_gemini(std::move(backend), options); };
  out.normalize = detail::gemini::normalize;
  out.error = detail::gemini::error_form;
  out.late_error = [](const Error& error) { return "data: " + detail::gemini::error_json(error) + "\r\n\r\n"; };
  out.comments = AnswerForm::Comments::none;
  return out;
}

}  // namespace oaicompat::inline v1
