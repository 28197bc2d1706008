// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/bedrock/blocks.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail::bedrock {

OAICOMPAT_INLINE Json one_member(std::string_view name, std::string_view value) {
  std::string out{"{\""};
  out.append(name).append("\":").append(value).append("}");
  return {Text{out}};
}

OAICOMPAT_INLINE std::optional<Json> cache_point(const Extras& extra) {
  const auto* control = extra.find("cache_control");
  if (!control || control->is_null()) return std::nullopt;
  const auto ttl = control->at("ttl").as_string();
  if (ttl == "5m" || ttl == "1h") return Json{Text{R"({"type":"default","ttl":")" + *ttl + "\"}"}};
  return Json{R"({"type":"default"})"};
}

OAICOMPAT_INLINE Json block_json(const ConverseBlock& block) {
  if (block.image) return one_member("image", block.image->view());
  if (block.document) return one_member("document", block.document->view());
  if (block.audio) return one_member("audio", block.audio->view());
  return one_member("text", Json::string(block.text.value_or(Text{})).view());
}

OAICOMPAT_INLINE void BlockMaker::add_text(std::string_view text, Blocks& out) {
  if (!is_blank(text)) out.emplace_back().text = Text{text};
}
OAICOMPAT_INLINE void BlockMaker::add_cache_point(const Extras& extra, Blocks& out) {
  if (auto point = cache_point(extra); point && !out.empty()) out.emplace_back().cache_point = *std::move(point);
}

OAICOMPAT_INLINE std::optional<Error> BlockMaker::add(const Content& content, const std::string& path, Blocks& out) {
  if (const auto* text = content.get_if<Text>()) return add_text(*text, out), std::nullopt;
  const auto& parts = *content.get_if<std::vector<ContentPart>>();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (auto error = add_part(parts[i], path + "[" + std::to_string(i) + "]", out)) return error;
  }
  return std::nullopt;
}

// Media types, ends of names, and Converse's word.
struct FormatRow {
  std::string_view type, format;
};
inline constexpr FormatRow image_formats[] = {
    {"image/png", "png"}, {"image/jpeg", "jpeg"}, {"image/jpg", "jpeg"}, {"image/gif", "gif"}, {"image/webp", "webp"}};
inline constexpr FormatRow document_formats[] = {
    {"application/pdf", "pdf"},
    {"text/csv", "csv"},
    {"application/msword", "doc"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    {"application/vnd.ms-excel", "xls"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    {"text/html", "html"},
    {"text/plain", "txt"},
    {"text/markdown", "md"}};

template <std::size_t N>
std::string_view format_of(const FormatRow (&rows)[N], std::string_view type) {
  for (const auto& row : rows) {
    if (row.type == type) return row.format;
  }
  return {};
}
inline std::string_view format_of_name(std::string_view name) {
  const auto dot = name.rfind('.');
  const auto end = dot == name.npos ? std::string_view{} : name.substr(dot + 1);
  for (const auto& row : document_formats) {
    if (iequals(row.format, end)) return row.format;
  }
  return {};
}

inline std::string source_of(std::string_view base64) { return R"({"bytes":)" + Json::string(base64).text.str() + "}"; }

OAICOMPAT_INLINE std::optional<Error> BlockMaker::add_part(const ContentPart& part, const std::string& path,
                                                           Blocks& out) {
  const auto before = out.size();
  std::optional<Error> error;
  if (const auto* text = part.get_if<TextPart>()) add_text(text->text, out);
  if (const auto* refusal = part.get_if<RefusalPart>()) add_text(refusal->refusal, out);
  if (const auto* image = part.get_if<ImagePart>()) error = add_image(image->image_url, path + ".image_url", out);
  if (const auto* file = part.get_if<FilePart>()) error = add_file(file->file, path + ".file", out);
  if (const auto* audio = part.get_if<AudioPart>()) {
    const auto format = Json::string(audio->input_audio.format.word());
    out.emplace_back().audio =
        Json{Text{R"({"format":)" + format.text.str() + R"(,"source":)" + source_of(audio->input_audio.data) + "}"}};
  }
  if (part.get_if<Unknown>()) lost_.add(path, LossKind::dropped, "Converse has no such part");
  if (error || out.size() == before) return error;
  part.visit([&](const auto& each) {
    if constexpr (requires { each.extra; }) add_cache_point(each.extra, out);
    if constexpr (requires { each.prompt_cache_breakpoint; }) {
      if (each.prompt_cache_breakpoint && !each.extra.find("cache_control"))
        out.emplace_back().cache_point = Json{R"({"type":"default"})"};
    }
  });
  return std::nullopt;
}

OAICOMPAT_INLINE std::optional<Error> BlockMaker::add_image(const ImageUrl& image, const std::string& path,
                                                            Blocks& out) {
  const std::string_view url = image.url;
  if (image.detail && !(*image.detail == ImageDetail::auto_))
    lost_.add(path + ".detail", LossKind::dropped, "Converse looks at images one way");
  std::string format, source;
  if (const auto data = read_data_url(url)) {
    format = format_of(image_formats, data->media_type);
    source = source_of(data->base64);
  } else if (url.starts_with("s3://")) {
    const auto end = url.substr(std::min(url.size(), url.rfind('.')));
    format = iequals(end, ".jpg") ? "jpeg"
                                  : format_of(image_formats, "image/" + std::string{end.substr(end.empty() ? 0 : 1)});
    source = R"({"s3Location":{"uri":)" + Json::string(url).text.str() + "}}";
  } else {
    return api_error(400, "Bedrock takes images as bytes: a data: URL, not another.", "unsupported_image",
                     path + ".url");
  }
  if (format.empty())
    return api_error(400, "Bedrock takes images as PNG, JPEG, GIF or WebP.", "unsupported_image", path + ".url");
  out.emplace_back().image = Json{Text{R"({"format":")" + format + R"(","source":)" + source + "}"}};
  return std::nullopt;
}

OAICOMPAT_INLINE std::optional<Error> BlockMaker::add_file(const InputFile& file, const std::string& path,
                                                           Blocks& out) {
  if (!file.file_data)
    return api_error(400, "Bedrock takes files by their content, not by an id.", "unsupported_file", path + ".file_id");
  const auto name = file.filename ? file.filename->view() : std::string_view{};
  const auto data = read_data_url(*file.file_data);
  auto format = data ? format_of(document_formats, data->media_type) : std::string_view{};
  if (format.empty()) format = format_of_name(name);
  if (format.empty())
    return api_error(400, "Bedrock does not take files of this kind.", "unsupported_file", path + ".file_data");
  const auto shown = document_name(name.substr(0, std::min(name.size(), name.rfind('.'))), path + ".filename");
  out.emplace_back().document =
      Json{Text{R"({"format":")" + std::string{format} + R"(","name":)" + Json::string(shown).text.str() +
                R"(,"source":)" + source_of(data ? data->base64 : file.file_data->view()) + "}"}};
  return std::nullopt;
}

// Letters, digits, single blanks, dashes, parentheses and brackets; no two of one request alike.
OAICOMPAT_INLINE std::string BlockMaker::document_name(std::string_view given, const std::string& path) {
  constexpr std::string_view marks = "-()[]";
  constexpr std::size_t longest = 190;
  std::string name;
  for (const char c : given.substr(0, longest)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain || marks.find(c) != marks.npos) {
      name += c;
    } else if (!name.empty() && name.back() != ' ') {
      name += ' ';
    }
  }
  while (name.ends_with(' ')) name.pop_back();
  if (name.empty()) name = "document";
  auto unique = name;
  for (int i = 2; !names_.insert(unique).second; ++i) unique = name + " " + std::to_string(i);
  if (unique != given && !given.empty())
    lost_.add(path, LossKind::approximated, "Bedrock takes fewer characters in names");
  return unique;
}

// --- reasoning -----------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void BlockMaker::add_reasoning(const ChatMessage& message, const std::string& path,
                                                PlacedBlocks<ConverseBlock>& out) {
  const auto* details = message.extra.find("reasoning_details");
  struct Thought {
    std::optional<std::int64_t> index;
    ConverseReasoning block;
  };
  std::vector<Thought> thoughts;
  bool lost = !details && !reasoning_of(message.extra).value_or("").empty();
  for (const auto& each : details ? details->elements() : std::vector<Json>{}) {
    const auto type = each.at("type").as_string().value_or("");
    const auto format = each.at("format").as_string().value_or("unknown");
    const bool ours = format == "anthropic-claude-v1" || format == "unknown";
    const auto data = each.at("data").as_string();
    const auto index = each.at("index").as_integer();
    if (ours && type == "reasoning.encrypted" && data) {
      thoughts.push_back({index, {.redacted_content = Text{*data}}});
    } else if (ours && type == "reasoning.text") {
      const auto known = std::find_if(thoughts.begin(), thoughts.end(), [&](const Thought& thought) {
        return index && thought.index == index && thought.block.reasoning_text;
      });
      auto& thought = known == thoughts.end() ? thoughts.emplace_back(Thought{index, {}}) : *known;
      auto& text =
          thought.block.reasoning_text ? *thought.block.reasoning_text : thought.block.reasoning_text.emplace();
      text.text.append(each.at("text").as_string().value_or(""));
      if (const auto signature = each.at("signature").as_string()) text.signature = Text{*signature};
    } else {
      lost = true;
      out.leave_out(index);
    }
  }
  for (auto& [index, block] : thoughts) {
    const bool is_unsigned = block.reasoning_text && !block.reasoning_text->signature;
    lost = lost || is_unsigned;
    is_unsigned ? out.leave_out(index) : out.place(index, ConverseBlock{.reasoning_content = std::move(block)});
  }
  if (lost)
    lost_.add(path + (details ? ".reasoning_details" : ".reasoning_content"), LossKind::dropped,
              "Bedrock takes back reasoning with a signature alone");
}

OAICOMPAT_INLINE void BlockMaker::add_texts(std::string_view text, const ChatMessage& message, const std::string& path,
                                            PlacedBlocks<ConverseBlock>& out) {
  const auto* list = message.extra.find(blocks_member);
  std::vector<std::pair<std::int64_t, std::optional<std::int64_t>>> texts;  // places and lengths
  bool others = false;
  for (const auto& each : list ? list->elements() : std::vector<Json>{}) {
    const auto index = each.at("index").as_integer();
    const bool is_text = index && each.at("type").as_string() == "text";
    is_text ? void(texts.emplace_back(*index, each.at("length").as_integer())) : out.leave_out(index);
    others = others || !is_text;
  }
  std::sort(texts.begin(), texts.end());
  std::vector<std::optional<std::int64_t>> lengths;
  for (const auto& each : texts) lengths.push_back(each.second);
  auto cut = cut_text(text, lengths);
  if (others || !cut) lost_.add(path + ".content_blocks", LossKind::dropped, "Converse has no such blocks");
  if (!cut) cut.emplace({text}), texts.clear();
  if (!is_blank(cut->front())) out.add(ConverseBlock{.text = Text{cut->front()}});
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto piece = (*cut)[i + 1];
    is_blank(piece) ? out.leave_out(texts[i].first) : out.place(texts[i].first, ConverseBlock{.text = Text{piece}});
  }
}

}  // namespace oaicompat::inline v1::detail::bedrock
