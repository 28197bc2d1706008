// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/ollama/codec.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/models/types.hpp>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail::ollama {

// What is said of models.

inline void put_list(Bytes& out, const std::vector<std::string>& words) {
  out += '[';
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += ',';
    write_quoted(out, words[i]);
  }
  out += ']';
}
inline void put_details(Bytes& out, const OllamaModelFacts& facts) {
  ObjectText object{out};
  object.text("parent_model", "").text("format", "gguf").text("family", facts.family).name("families");
  put_list(out, {facts.family});
  object.text("parameter_size", facts.parameter_size).text("quantization_level", facts.quantization_level).close();
}
// Stands for a digest of the model's file: of its name, as there is no file.
inline std::string digest_of(std::string_view name) {
  std::string out;
  std::string seed{name};
  for (int i = 0; i < 4; ++i) {
    out += fmt::format("{:016x}", hash_of(seed));
    seed += '#';
  }
  return out;
}

inline Bytes show_json(const Model& model, const OllamaModelFacts& facts) {
  Bytes out;
  ObjectText object{out};
  object.text("license", "").text("modelfile", "# served as " + model.id.str());
  object.text("parameters", "num_ctx                        " + std::to_string(facts.context_length));
  object.text("template", "{{ .Prompt }}").name("details");
  put_details(out, facts);
  object.name("model_info");
  ObjectText info{out};
  const auto quoted = Json::string(facts.family + ".context_length").text.str();
  info.text("general.architecture", facts.family).text("general.basename", model.id);
  info.number(std::string_view{quoted}.substr(1, quoted.size() - 2), facts.context_length).close();
  object.name("capabilities");
  put_list(out, facts.capabilities);
  object.text("modified_at", rfc3339(model.created)).close();
  return out;
}
// The model that a request names, in either of the members that clients use.
inline Result<std::string> named_model(Request& request, const ReadOptions& reading) {
  const auto from = parse_owned<OllamaEmbedRequest>(request.body.view(), reading);
  if (!from) return from.error();
  if (!from->model.empty()) return from->model.str();
  const auto name = from->extra.get(ExtraKey<std::string>{"name"});
  if (!name || name->empty()) return api_error(400, "model is required", "missing_required_parameter", "model");
  return *name;
}
inline Error unknown_model(std::string_view name) {
  return api_error(404, "model '" + std::string{name} + "' not found", "model_not_found", "model");
}

}  // namespace oaicompat::inline v1::detail::ollama
