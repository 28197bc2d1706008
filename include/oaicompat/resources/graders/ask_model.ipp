// Asks the models that grade, as part of grade.ipp.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/ask_blocking.hpp>
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/graders/grade.hpp>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <variant>

namespace oaicompat::inline v1::detail {

// A part of a message of a grader as one of a chat. **Errors**: of a template.
inline Result<ContentPart> chat_part(const GraderContentPart& part, const GradedSample& sample) {
  const auto text_part_of = [&](std::string_view text) -> Result<ContentPart> {
    auto filled = fill_template(text, sample);
    if (!filled) return filled.error();
    return text_part(Text{*filled});
  };
  if (const auto* text = part.get_if<InputTextPart>()) return text_part_of(text->text);
  if (const auto* text = part.get_if<GraderOutputText>()) return text_part_of(text->text);
  if (const auto* image = part.get_if<GraderImage>()) {
    auto url = fill_template(image->image_url, sample);
    if (!url) return url.error();
    ImagePart out;
    out.image_url.url = Text{*url};
    if (image->detail) out.image_url.detail = OpenEnum<ImageDetail>{image->detail->view()};
    return ContentPart{std::move(out)};
  }
  if (const auto* audio = part.get_if<GraderAudio>()) {
    AudioPart out;
    out.input_audio = audio->input_audio;
    return ContentPart{std::move(out)};
  }
  return api_error(400, "A part of type '" + std::string{part.tag()} + "' cannot be graded with.", "invalid_value");
}

inline Result<ChatMessage> chat_message(const GraderMessage& from, const GradedSample& sample) {
  const auto role = OpenEnum<Role>{from.role.word()};
  if (const auto* text = from.content.get_if<Text>()) {
    auto filled = fill_template(*text, sample);
    if (!filled) return filled.error();
    return message(role, Text{*filled});
  }
  std::vector<ContentPart> parts;
  const auto add = [&](const GraderContentPart& part) -> std::optional<Error> {
    auto made = chat_part(part, sample);
    if (!made) return made.error();
    parts.push_back(*std::move(made));
    return std::nullopt;
  };
  if (const auto* one = from.content.get_if<GraderContentPart>()) {
    if (auto error = add(*one)) return *std::move(error);
  }
  if (const auto* several = from.content.get_if<std::vector<OneOf<Text, GraderContentPart>>>()) {
    for (const auto& each : *several) {
      const auto* text = each.get_if<Text>();
      InputTextPart plain;
      if (text) plain.text = *text;
      if (auto error = add(text ? GraderContentPart{std::move(plain)} : *each.get_if<GraderContentPart>()))
        return *std::move(error);
    }
  }
  return message(role, std::move(parts));
}

// A whole completion, whether it came as one or in chunks.
inline Result<ChatCompletion> whole_completion(const Backend& backend, ChatRequest request, const Context& context) {
  const auto stream = backend.run<CreateChatCompletion>(Parsed<ChatRequest>{std::move(request)}, context);
  const Until until{.deadline = context.deadline, .stop = context.stop};
  ChatAccumulator chunks;
  while (true) {
    Event<CreateChatCompletion> event;
    const auto pulled = pull_blocking(*stream, event, until);
    if (pulled == Pull::fail) return stream->error();
    if (pulled == Pull::wait) return gave_up(until);
    if (pulled == Pull::end) return chunks.finish();
    if (auto* whole = std::get_if<ChatCompletion>(&event)) return std::move(*whole);
    if (auto added = chunks.add(std::get<ChatChunk>(event)); !added) return added.error();
  }
}

// The cosine of two texts' embeddings.
inline Result<double> cosine_of(const Backend& backend, const std::string& model, const std::string& a,
                                const std::string& b, const Context& context) {
  EmbeddingRequest request;
  request.model = Text{model};
  request.input = std::vector<PromptItem>{Text{a}, Text{b}};
  const auto came = ask_blocking<CreateEmbedding>(backend, Parsed<EmbeddingRequest>{std::move(request)}, context);
  if (!came) return came.error();
  const auto& list = *came;
  const auto malformed = [] { return api_error(500, "The embeddings are not as they were asked for."); };
  if (!list || list->data.size() != 2) return malformed();
  const auto x = list->data[0].values(), y = list->data[1].values();
  if (!x || !y || x->size() != y->size()) return malformed();
  double dot = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x->size(); ++i) {
    const double p = (*x)[i], q = (*y)[i];
    dot += p * q;
    xx += p * p;
    yy += q * q;
  }
  return xx > 0 && yy > 0 ? dot / std::sqrt(xx * yy) : 0;
}

}  // namespace oaicompat::inline v1::detail
