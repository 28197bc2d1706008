// Parts of chat messages as blocks.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/dialects/anthropic/said.hpp>
#include <oaicompat/dialects/wire_text.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

inline void set_extra(AnthropicBlock& block, std::string_view key, const Json& json) {
  block.visit([&](auto& each) {
    if constexpr (requires { each.extra; }) each.extra.set(key, json);
  });
}

class ChatParts {
 public:
  explicit ChatParts(LossReport& losses) : losses_{losses} {}

  // What a message says, as a turn has it. A mark on the message itself goes to its last block.
  Result<AnthropicContent> content(const ChatMessage& message, const std::string& path) {
    const auto* mark = message.extra.find("cache_control");
    const auto* text = message.content ? message.content->get_if<Text>() : nullptr;
    if (!message.content) return AnthropicContent{Text{}};
    if (text && !mark) return AnthropicContent{*text};
    std::vector<AnthropicBlock> out;
    if (text) out.push_back(AnthropicText{*text, {}, {}});
    if (const auto* parts = message.content->get_if<std::vector<ContentPart>>()) {
      for (std::size_t i = 0; i < parts->size(); ++i) {
        if (auto error = add((*parts)[i], path + ".content[" + std::to_string(i) + "]", out)) return *std::move(error);
      }
    }
    if (mark && !out.empty()) set_extra(out.back(), "cache_control", *mark);
    return AnthropicContent{std::move(out)};
  }
  // The same of what a tool gave.
  Result<std::vector<AnthropicResultPart>> result(const ChatMessage& message, const std::string& path) {
    auto all = content(message, path);
    if (!all) return all.error();
    std::vector<AnthropicResultPart> out;
    for (auto& block : as_blocks(*std::move(all))) {
      block.visit([&](auto& each) {
        using Block = std::remove_cvref_t<decltype(each)>;
        if constexpr (std::is_constructible_v<AnthropicResultPart, Block>) out.emplace_back(std::move(each));
      });
    }
    return out;
  }
  static std::vector<AnthropicBlock> as_blocks(AnthropicContent content) {
    if (const auto* text = content.get_if<Text>()) {
      if (text->empty()) return {};
      return {AnthropicText{*text, {}, {}}};
    }
    return std::move(*content.get_if<std::vector<AnthropicBlock>>());
  }
  // The text of an assistant's message, refusals included.
  static std::string words(const ChatMessage& message) {
    auto out = message.text();
    const auto* parts = message.content ? message.content->get_if<std::vector<ContentPart>>() : nullptr;
    for (std::size_t i = 0; parts && i < parts->size(); ++i) {
      if (const auto* refusal = (*parts)[i].get_if<RefusalPart>()) out += refusal->refusal.view();
    }
    if (message.refusal) out += message.refusal->view();
    return out;
  }
  static void add_unknown(const Content& content, std::vector<AnthropicBlock>& out) {
    const auto* parts = content.get_if<std::vector<ContentPart>>();
    for (std::size_t i = 0; parts && i < parts->size(); ++i) {
      const auto* other = (*parts)[i].get_if<Unknown>();
      if (other && other->tag != "thinking") out.emplace_back(*other);
    }
  }

 private:
  std::optional<Error> add(const ContentPart& part, const std::string& path, std::vector<AnthropicBlock>& out) {
    if (const auto* text = part.get_if<TextPart>()) {
      if (text->text.empty()) return std::nullopt;  // an empty block is refused
      AnthropicText made{text->text, {}, {}};
      for (const auto& each : text->extra)
        each.key == "citations" ? void(made.citations = each.json) : made.extra.add(each);
      out.push_back(std::move(made));
      mark(text->prompt_cache_breakpoint, path, out.back());
    } else if (const auto* image = part.get_if<ImagePart>()) {
      if (auto error = add_image(*image, path, out)) return error;
      mark(image->prompt_cache_breakpoint, path, out.back());
    } else if (const auto* file = part.get_if<FilePart>()) {
      if (auto error = add_file(*file, path, out)) return error;
      mark(file->prompt_cache_breakpoint, path, out.back());
    } else if (const auto* refusal = part.get_if<RefusalPart>()) {
      if (!refusal->refusal.empty()) out.push_back(AnthropicText{refusal->refusal, {}, {}});
    } else if (const auto* other = part.get_if<Unknown>()) {
      out.emplace_back(*other);
    } else {
      return unsupported_part(path, "the provider hears no audio");
    }
    return std::nullopt;
  }
  void mark(const std::optional<PromptCacheBreakpoint>& given, const std::string& path, AnthropicBlock& block) {
    if (!given) return;
    losses_.add(path + ".prompt_cache_breakpoint", LossKind::approximated, "it is a cache_control");
    set_extra(block, "cache_control", {Text::literal(R"({"type":"ephemeral"})")});
  }
  std::optional<Error> add_image(const ImagePart& image, const std::string& path, std::vector<AnthropicBlock>& out) {
    const auto& detail = image.image_url.detail;
    if (detail && !(*detail == ImageDetail::auto_))
      losses_.add(path + ".image_url.detail", LossKind::dropped, "the provider chooses it");
    AnthropicImage made;
    made.extra = image.extra;
    if (const auto data = read_data_url(image.image_url.url)) {
      constexpr std::string_view known[] = {"image/jpeg", "image/png", "image/gif", "image/webp"};
      if (std::find(std::begin(known), std::end(known), data->media_type) == std::end(known))
        return unsupported_part(path + ".image_url.url", "images are JPEG, PNG, GIF or WebP");
      made.source.type = Text::literal("base64");
      made.source.media_type = Text{data->media_type};
      made.source.data = Text{data->base64};
    } else {
      made.source.type = Text::literal("url");
      made.source.url = image.image_url.url;
    }
    out.push_back(std::move(made));
    return std::nullopt;
  }
  std::optional<Error> add_file(const FilePart& file, const std::string& path, std::vector<AnthropicBlock>& out) {
    AnthropicDocument made;
    made.extra = file.extra;
    if (file.file.filename) made.title = *file.file.filename;
    if (file.file.file_data) {
      const auto data = read_data_url(*file.file.file_data);
      auto text = data && data->media_type == "text/plain" ? from_base64(data->base64) : std::nullopt;
      if (!data || (data->media_type != "application/pdf" && !text))
        return unsupported_part(path + ".file.file_data", "files are PDF or plain text, as data URLs");
      made.source.type = Text::literal(text ? "text" : "base64");
      made.source.media_type = Text{data->media_type};
      made.source.data = Text{text ? std::string_view{*text} : data->base64};
    } else if (file.file.file_id) {
      made.source.type = Text::literal("file");
      made.source.file_id = *file.file.file_id;
    } else {
      return unsupported_part(path + ".file", "it has no data");
    }
    out.push_back(std::move(made));
    return std::nullopt;
  }
  static Error unsupported_part(const std::string& path, std::string_view why) {
    return api_error(400, "'" + path + "' is not supported here: " + std::string{why} + ".", "unsupported_parameter",
                     path);
  }

  LossReport& losses_;
};

}  // namespace oaicompat::inline v1::detail
