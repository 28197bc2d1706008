// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/dialects/errors.hpp>
#include <oaicompat/dialects/framed_answer.hpp>
#include <oaicompat/dialects/ollama/codec.hpp>
#include <oaicompat/dialects/ollama/frames.hpp>
#include <oaicompat/dialects/ollama/model_text.ipp>
#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/dialects/ollama/to_chat.hpp>
#include <oaicompat/dialects/told.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail::ollama {

inline Bytes error_json(std::string_view message) {
  Bytes out;
  ObjectText object{out};
  object.text("error", message).close();
  return out;
}
inline Answer plain_error(int status, std::string_view message) { return json_answer(status, error_json(message)); }
inline Answer error_form(const Error& error) {
  Head head{.status = error_status(error), .headers = error_fields(error)};
  head.headers.set("content-type", "application/json");
  return ready_answer(std::move(head), error_json(error_message_for(ErrorDialect::ollama, error)));
}
inline Answer refused(const Error& error, const Context& context) {
  if (context.notes) context.notes->set_error(error);
  return error_form(error);
}

class Served : public std::enable_shared_from_this<Served> {
 public:
  Served(Backend backend, ServeOllamaOptions options) : backend_{std::move(backend)}, options_{std::move(options)} {}

  Answer answer(Request& request) const;

 private:
  struct RouteRow {
    std::string_view method, path;
    Answer (Served::*answer)(Request& request) const;
  };
  static const RouteRow* routes(std::size_t& count);

  Answer running(Request&) const {
    return ready_answer({200, {{"content-type", "text/plain; charset=utf-8"}}}, "Ollama is running");
  }
  Answer version(Request&) const {
    Bytes out;
    ObjectText object{out};
    object.text("version", options_.version).close();
    return json_answer(200, std::move(out));
  }
  Answer chat(Request& request) const { return run(request, Route::chat); }
  Answer generate(Request& request) const { return run(request, Route::generate); }
  Answer run(Request& request, Route route) const;
  Answer embed(Request& request) const;
  Answer embed_one(Request& request) const;
  Answer tags(Request& request) const { return list(request, &Served::put_tag); }
  Answer loaded(Request& request) const { return list(request, &Served::put_loaded); }
  Answer list(Request& request, void (Served::*put)(Bytes& out, const Model& model) const) const;
  Answer show(Request& request) const;
  Answer pull(Request& request) const;
  Answer refuse(Request& request) const {
    return plain_error(501, request.path.substr(1) + " is not supported by this server");
  }
  Answer status(Request&) const { return json_answer(200, R"({"cloud":{"disabled":true,"source":"server"}})"); }

  std::string listed_name(std::string_view id) const {
    const bool tagged = options_.latest_tag == ServeOllamaOptions::LatestTag::as_it_is || id.find(':') != id.npos;
    return std::string{id} + (tagged ? "" : ":latest");
  }
  // The backend's name of a model.
  Text model_of(std::string_view name) const {
    constexpr std::string_view latest = ":latest";
    const bool added = options_.latest_tag == ServeOllamaOptions::LatestTag::added && name.ends_with(latest);
    return Text{added ? name.substr(0, name.size() - latest.size()) : name};
  }
  OllamaModelFacts facts(std::string_view model) const {
    return options_.facts ? options_.facts(model) : OllamaModelFacts{};
  }
  void put_tag(Bytes& out, const Model& model) const;
  void put_loaded(Bytes& out, const Model& model) const;
  void put_named(ObjectText& object, Bytes& out, const Model& model, const OllamaModelFacts& facts) const;
  Answer load_answer(const OllamaRequest& from, Route route) const;
  FramedOptions framed() const { return {.error = error_form, .streamed = false, .lost = {}}; }

  const Backend backend_;
  const ServeOllamaOptions options_;
};

// --- answers of a model --------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Answer Served::load_answer(const OllamaRequest& from, Route route) const {
  const auto seconds = from.keep_alive ? from.keep_alive->as_number() : std::nullopt;
  Bytes out;
  ObjectText object{out};
  object.text("model", from.model).text("created_at", rfc3339(options_.clock->unix_time()));
  if (route == Route::chat) object.raw("message", R"({"role":"assistant","content":""})");
  if (route == Route::generate) object.text("response", "");
  object.flag("done", true).text("done_reason", seconds && *seconds == 0 ? "unload" : "load").close();
  return json_answer(200, std::move(out));
}

OAICOMPAT_INLINE Answer Served::run(Request& request, Route route) const {
  if (request.body.empty()) return plain_error(400, "missing request body");
  const auto parsed = parse<OllamaRequest>(request.body.take(), options_.reading);
  if (!parsed) return refused(parsed.error(), request.context);
  const auto& from = **parsed;
  if (from.model.empty()) return plain_error(400, "model is required");
  const bool says_nothing = route == Route::chat ? !from.messages || from.messages->empty()
                                                 : (!from.prompt || from.prompt->empty()) && !from.images;
  if (says_nothing) return load_answer(from, route);
  auto options = framed();
  options.streamed = from.stream.value_or(true);
  auto made = to_chat(from, route, options.lost);
  if (!made) return refused(made.error(), request.context);
  if (options_.losses == Losses::refused) {
    if (const auto refusal = options.lost.refusal()) return refused(*refusal, request.context);
  }
  made->model = model_of(from.model);
  show_fields(request);
  return framed_chat(backend_, *std::move(made), std::make_unique<Frames>(route, from.model.str(), options_.clock),
                     std::move(request.context), std::move(options));
}

// --- embeddings ----------------------------------------------------------------------------------------------------

// Vectors are of length 1.
inline void put_vector(Bytes& out, std::vector<float> values) {
  double squares = 0;
  for (const float each : values) squares += static_cast<double>(each) * static_cast<double>(each);
  const double length = std::sqrt(squares);
  if (length > 0 && std::isfinite(length) && std::abs(length - 1) > 1e-4) {
    for (auto& each : values) each = static_cast<float>(static_cast<double>(each) / length);
  }
  append_json(out, values);
}
inline Result<Bytes> vectors_json(const EmbeddingList& list) {
  Bytes out{"["};
  for (const auto& each : list.data) {
    auto values = each.values();
    if (!values) return api_error(502, "The embedding is not base64.", "unreadable_answer");
    if (out.size() > 1) out += ',';
    put_vector(out, *std::move(values));
  }
  return out + "]";
}
inline EmbeddingRequest embedding_of(const OllamaEmbedRequest& from) {
  EmbeddingRequest out;
  if (from.input && from.input->get_if<std::vector<Text>>()) {
    std::vector<PromptItem> items;
    for (const auto& each : *from.input->get_if<std::vector<Text>>()) items.emplace_back(each);
    out.input = Prompt{std::move(items)};
  } else {
    out.input = Prompt{from.input ? *from.input->get_if<Text>() : from.prompt ? *from.prompt : Text{}};
  }
  out.encoding_format = EncodingFormat::float_;
  out.dimensions = from.dimensions;
  out.extra = from.extra;
  for (const auto& [name, member] : {std::pair{"options", &from.options}, std::pair{"keep_alive", &from.keep_alive}}) {
    if (*member) out.extra.set(name, **member);
  }
  if (from.truncate) out.extra.set(ExtraKey<bool>{"truncate"}, *from.truncate);
  return out;
}

OAICOMPAT_INLINE Answer Served::embed(Request& request) const {
  auto from = parse_owned<OllamaEmbedRequest>(request.body.view(), options_.reading);
  if (!from) return refused(from.error(), request.context);
  if (from->model.empty()) return plain_error(400, "model is required");
  auto asked = embedding_of(*from);
  asked.model = model_of(from->model);
  const auto* texts = from->input ? from->input->get_if<std::vector<Text>>() : nullptr;
  const auto* text = from->input ? from->input->get_if<Text>() : nullptr;
  if ((texts && texts->empty()) || (text && text->empty()) || !from->input) {
    Bytes out;
    ObjectText object{out};
    object.text("model", from->model).raw("embeddings", "[]").close();
    return json_answer(200, std::move(out));
  }
  show_fields(request);
  return framed_response<CreateEmbedding>(
      backend_, std::move(asked), std::move(request.context), framed(),
      [model = from->model, clock = options_.clock,
       started = options_.clock->now()](EmbeddingList& list) -> Result<Bytes> {
        auto vectors = vectors_json(list);
        if (!vectors) return vectors.error();
        const auto took = std::chrono::duration_cast<std::chrono::nanoseconds>(clock->now() - started).count();
        Bytes out;
        ObjectText object{out};
        object.text("model", model).raw("embeddings", *vectors).number("total_duration", took < 1 ? 1 : took);
        object.number("load_duration", 1).number("prompt_eval_count", list.usage.prompt_tokens).close();
        return out;
      });
}
OAICOMPAT_INLINE Answer Served::embed_one(Request& request) const {
  auto from = parse_owned<OllamaEmbedRequest>(request.body.view(), options_.reading);
  if (!from) return refused(from.error(), request.context);
  if (from->model.empty()) return plain_error(400, "model is required");
  if (!from->prompt || from->prompt->empty()) return json_answer(200, R"({"embedding":[]})");
  from->input.reset();
  auto asked = embedding_of(*from);
  asked.model = model_of(from->model);
  show_fields(request);
  return framed_response<CreateEmbedding>(
      backend_, std::move(asked), std::move(request.context), framed(), [](EmbeddingList& list) -> Result<Bytes> {
        Bytes out{R"({"embedding":)"};
        const auto values = list.data.empty() ? std::vector<float>{} : list.data.front().values();
        append_json(out, values.value_or(std::vector<float>{}));
        return out + "}";
      });
}

// --- models --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void Served::put_named(ObjectText& object, Bytes& out, const Model& model,
                                        const OllamaModelFacts& facts) const {
  const auto name = listed_name(model.id);
  object.text("name", name).text("model", name).number("size", facts.size).text("digest", digest_of(name));
  object.name("details");
  put_details(out, facts);
}
OAICOMPAT_INLINE void Served::put_tag(Bytes& out, const Model& model) const {
  const auto known = facts(model.id);
  ObjectText object{out};
  put_named(object, out, model, known);
  object.text("modified_at", rfc3339(model.created)).name("capabilities");
  put_list(out, known.capabilities);
  object.close();
}
OAICOMPAT_INLINE void Served::put_loaded(Bytes& out, const Model& model) const {
  constexpr std::int64_t year = 365 * 24 * 3600;
  const auto known = facts(model.id);
  ObjectText object{out};
  put_named(object, out, model, known);
  object.text("expires_at", rfc3339(options_.clock->unix_time() + year)).number("size_vram", known.size);
  object.number("context_length", known.context_length).close();
}
OAICOMPAT_INLINE Answer Served::list(Request& request,
                                     void (Served::*put)(Bytes& out, const Model& model) const) const {
  if (!backend_.offers<ListModels>()) return json_answer(200, R"({"models":[]})");
  show_fields(request);
  return framed_response<ListModels>(backend_, {}, std::move(request.context), framed(),
                                     [self = shared_from_this(), put](ModelList& list) -> Result<Bytes> {
                                       Bytes out{R"({"models":[)"};
                                       for (std::size_t i = 0; i < list.data.size(); ++i) {
                                         if (i > 0) out += ',';
                                         ((*self).*put)(out, list.data[i]);
                                       }
                                       return out + "]}";
                                     });
}

// A backend that lists its models knows those alone.
OAICOMPAT_INLINE Answer Served::show(Request& request) const {
  const auto name = named_model(request, options_.reading);
  if (!name) return refused(name.error(), request.context);
  const auto id = model_of(*name);
  if (!backend_.offers<ListModels>()) return json_answer(200, show_json(Model{.id = id}, facts(id)));
  show_fields(request);
  return framed_response<ListModels>(backend_, {}, std::move(request.context), framed(),
                                     [self = shared_from_this(), id, name = *name](ModelList& list) -> Result<Bytes> {
                                       const auto is_it = [&](const Model& model) {
                                         return model.id == id || model.id == name;
                                       };
                                       const auto at = std::find_if(list.data.begin(), list.data.end(), is_it);
                                       if (at == list.data.end()) return unknown_model(name);
                                       return show_json(*at, self->facts(at->id));
                                     });
}

// Clients pull a model before they use it: what there is has been pulled.
OAICOMPAT_INLINE Answer Served::pull(Request& request) const {
  const auto from = Json::checked(request.body.view());
  const auto name = named_model(request, options_.reading);
  if (!name) return refused(name.error(), request.context);
  const bool streamed = !from || from->at("stream").as_bool().value_or(true);
  const auto done = [streamed] {
    if (!streamed) return json_answer(200, R"({"status":"success"})");
    return ready_answer({200, {{"content-type", "application/x-ndjson"}}},
                        "{\"status\":\"pulling manifest\"}\n{\"status\":\"success\"}\n");
  };
  if (!backend_.offers<ListModels>()) return done();
  show_fields(request);
  const auto id = model_of(*name);
  auto options = framed();
  if (streamed) options.content_type = "application/x-ndjson";
  return framed_response<ListModels>(
      backend_, {}, std::move(request.context), std::move(options),
      [id, name = *name, streamed](ModelList& list) -> Result<Bytes> {
        const auto is_it = [&](const Model& model) { return model.id == id || model.id == name; };
        if (std::none_of(list.data.begin(), list.data.end(), is_it))
          return api_error(500, "pull model manifest: file does not exist", "model_not_found", "model");
        if (!streamed) return Bytes{R"({"status":"success"})"};
        return Bytes{"{\"status\":\"pulling manifest\"}\n{\"status\":\"success\"}\n"};
      });
}

// --- routes --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE const Served::RouteRow* Served::routes(std::size_t& count) {
  static constexpr RouteRow rows[] = {
      {"GET", "/", &Served::running},           {"GET", "/api/version", &Served::version},
      {"POST", "/api/chat", &Served::chat},     {"POST", "/api/generate", &Served::generate},
      {"POST", "/api/embed", &Served::embed},   {"POST", "/api/embeddings", &Served::embed_one},
      {"GET", "/api/tags", &Served::tags},      {"GET", "/api/ps", &Served::loaded},
      {"POST", "/api/show", &Served::show},     {"POST", "/api/pull", &Served::pull},
      {"POST", "/api/push", &Served::refuse},   {"POST", "/api/create", &Served::refuse},
      {"POST", "/api/copy", &Served::refuse},   {"DELETE", "/api/delete", &Served::refuse},
      {"POST", "/api/blobs/", &Served::refuse}, {"GET", "/api/blobs/", &Served::refuse},
      {"GET", "/api/status", &Served::status}};
  count = std::size(rows);
  return rows;
}

OAICOMPAT_INLINE Answer Served::answer(Request& request) const {
  std::string_view path = request.path;
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::string_view method = request.method == "HEAD" ? std::string_view{"GET"} : std::string_view{request.method};
  std::size_t count = 0;
  const auto* rows = routes(count);
  std::string allowed;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& row = rows[i];
    const bool below = row.path.size() > 1 && row.path.ends_with('/') && path.starts_with(row.path);
    if (!below && path != row.path) continue;
    if (row.method == method) return (this->*row.answer)(request);
    allowed += std::string{allowed.empty() ? "" : ", "}.append(row.method);
  }
  const Head text{.status = allowed.empty() ? 404 : 405, .headers = {{"content-type", "text/plain"}}};
  if (allowed.empty()) return ready_answer(text, "404 page not found");
  auto head = text;
  head.headers.set("allow", allowed);
  return ready_answer(std::move(head), "405 method not allowed");
}

}  // namespace detail::ollama

OAICOMPAT_INLINE Handler serve_ollama(Backend backend, ServeOllamaOptions options) {
  return [server = std::make_shared<const detail::ollama::Served>(std::move(backend), std::move(options))](
             Request request) { return server->answer(request); };
}

OAICOMPAT_INLINE Dialect ollama_dialect(ServeOllamaOptions options) {
  Dialect out;
  out.name = "ollama";
  out.speaks = [](const Request& head) { return head.path == "/" || head.path.starts_with("/api/"); };
  out.serve = [options = std::move(options)](Backend backend) { return serve_ollama(std::move(backend), options); };
  out.error = [](const Error& error) { return detail::ollama::error_form(error); };
  out.late_error = [](const Error& error) {
    return detail::ollama::error_json(error_message_for(ErrorDialect::ollama, error)) + "\n";
  };
  out.comments = AnswerForm::Comments::none;
  return out;
}

}  // namespace oaicompat::inline v1
