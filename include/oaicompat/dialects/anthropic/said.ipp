// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/said.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/json/write.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

// --- JSON by hand --------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE JsonObjectText& JsonObjectText::raw(std::string_view name, std::string_view json) {
  if (!empty()) out_ += ',';
  write_quoted(out_, name);
  (out_ += ':').append(json);
  return *this;
}
OAICOMPAT_INLINE JsonObjectText& JsonObjectText::add(std::string_view name, std::string_view text) {
  if (!empty()) out_ += ',';
  write_quoted(out_, name);
  write_quoted(out_ += ':', text);
  return *this;
}
OAICOMPAT_INLINE JsonObjectText& JsonObjectText::extras(const Extras& extra) {
  for (const auto& each : extra) {
    if (each.read_as == 0) raw(each.key, each.json.view());
  }
  return *this;
}
OAICOMPAT_INLINE JsonObjectText& JsonObjectText::members_of(std::string_view object) {
  for (const auto& [key, value] : Json{Text{object}}.members()) raw(key, value.view());
  return *this;
}
OAICOMPAT_INLINE Json JsonObjectText::take() { return {Text{out_ + "}"}}; }

// --- from blocks ---------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Json thinking_detail(const AnthropicThinking& block, std::int64_t index) {
  JsonObjectText out;
  out.add("type", "reasoning.text").add("text", block.thinking);
  if (!block.signature.empty()) out.add("signature", block.signature);
  return out.add("format", anthropic_format).number("index", index).extras(block.extra).take();
}
OAICOMPAT_INLINE Json redacted_detail(const AnthropicRedactedThinking& block, std::int64_t index) {
  JsonObjectText out;
  out.add("type", "reasoning.encrypted").add("data", block.data).add("format", anthropic_format);
  return out.number("index", index).extras(block.extra).take();
}

class BlocksSaid {
 public:
  Said said(const std::vector<AnthropicBlock>& blocks) {
    std::size_t texts = 0;
    for (const auto& block : blocks) texts += block.get_if<AnthropicText>() ? 1 : 0;
    several_ = texts > 1;
    for (const auto& block : blocks) {
      block.visit([&](const auto& each) { take(each, block); });
      ++index_;
    }
    out_.content.set_null();
    if (texts > 0) out_.content = Text{text_};
    if (!thoughts_.empty()) out_.extra.set("reasoning_content", Json::string(thoughts_));
    if (!details_.empty()) out_.extra.set("reasoning_details", details_.take());
    if (!kept_.empty()) out_.extra.set(blocks_member, kept_.take());
    return std::move(out_);
  }

 private:
  void take(const AnthropicText& block, const AnthropicBlock&) {
    text_ += block.text.view();
    const bool cites = block.citations && !block.citations->is_null();
    const bool late = !out_.calls.empty();  // text stands before calls where nothing is said of its place
    if (!several_ && !cites && !late && block.extra.empty()) return;
    JsonObjectText entry;
    entry.number("index", index_).add("type", "text");
    entry.number("length", static_cast<std::int64_t>(block.text.size()));
    if (cites) entry.raw("citations", block.citations->view());
    kept_.add(entry.extras(block.extra).take().view());
  }
  void take(const AnthropicThinking& block, const AnthropicBlock&) {
    thoughts_ += block.thinking.view();
    details_.add(thinking_detail(block, index_).view());
  }
  void take(const AnthropicRedactedThinking& block, const AnthropicBlock&) {
    details_.add(redacted_detail(block, index_).view());
  }
  void take(const AnthropicToolUse& block, const AnthropicBlock&) {
    auto& call = out_.calls.emplace_back();
    call.id = block.id;
    call.function = FunctionCall{.name = block.name, .arguments = arguments_in(block.input)};
    call.extra = block.extra;
  }
  template <class Other>
  void take(const Other&, const AnthropicBlock& block) {
    JsonObjectText entry;
    kept_.add(entry.number("index", index_).members_of(to_json(block)).take().view());
  }

  Said out_;
  std::string text_, thoughts_;
  JsonArrayText details_, kept_;
  std::int64_t index_ = 0;
  bool several_ = false;
};

OAICOMPAT_INLINE Said said_of(const std::vector<AnthropicBlock>& blocks) { return BlocksSaid{}.said(blocks); }

// --- to blocks -----------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE std::optional<Json> call_input_of(std::string_view arguments) {
  if (arguments.find_first_not_of(" \t\r\n") == arguments.npos) return Json{Text::literal("{}")};
  auto checked = Json::checked(arguments);
  if (!checked || !checked->is_object()) return std::nullopt;
  return *std::move(checked);
}
OAICOMPAT_INLINE Json custom_input(std::string_view text) { return JsonObjectText{}.add("input", text).take(); }

class SaidBlocks {
 public:
  SaidBlocks(const SaidView& said, Unsigned thoughts, const std::string& path, LossReport& losses)
      : said_{said}, unsigned_{thoughts}, path_{path}, losses_{losses} {}

  Result<std::vector<AnthropicBlock>> blocks() {
    details();
    kept();
    texts();
    if (auto error = calls()) return *std::move(error);
    return blocks_.merged();
  }

 private:
  struct TextEntry {
    std::int64_t index;
    std::optional<std::int64_t> length;
    AnthropicText block;
  };

  // What of an entry is a member of its own in the block.
  static Extras rest_of(const std::vector<std::pair<Text, Json>>& members,
                        std::initializer_list<std::string_view> own) {
    Extras out;
    for (const auto& [key, value] : members) {
      if (std::find(own.begin(), own.end(), key.view()) == own.end()) out.set(key, value);
    }
    return out;
  }

  void details() {
    const auto* list = said_.extra.find("reasoning_details");
    if (!list || list->elements().empty()) return plain_reasoning();
    for (const auto& each : list->elements()) {
      const auto format = each.at("format").as_string();
      const auto index = each.at("index").as_integer();
      if (format && *format != anthropic_format && *format != "unknown") {
        losses_.add(path_ + ".reasoning_details", LossKind::dropped, "it is another provider's");
        blocks_.leave_out(index);
        continue;
      }
      const auto type = each.at("type").as_string().value_or("");
      const auto members = each.members();
      if (type == "reasoning.encrypted") {
        blocks_.place(index, AnthropicRedactedThinking{Text{each.at("data").as_string().value_or("")},
                                                       rest_of(members, {"type", "data", "format", "index", "id"})});
      } else if (type == "reasoning.text") {
        think(index, each.at("text").as_string().value_or(""), each.at("signature").as_string().value_or(""),
              rest_of(members, {"type", "text", "signature", "format", "index", "id"}));
      }
    }
  }
  void plain_reasoning() {
    const auto text = reasoning_of(said_.extra);
    if (text && !text->empty()) think(std::nullopt, *text, "", {});
  }
  void think(std::optional<std::int64_t> index, const std::string& text, const std::string& signature, Extras extra) {
    if (signature.empty() && unsigned_ == Unsigned::dropped) {
      blocks_.leave_out(index);
      return losses_.add(path_ + ".reasoning_content", LossKind::dropped, "nothing proves that the model thought it");
    }
    blocks_.place(index, AnthropicThinking{Text{text}, Text{signature}, std::move(extra)});
  }

  void kept() {
    const auto* list = said_.extra.find(blocks_member);
    if (!list) return;
    for (const auto& each : list->elements()) {
      const auto index = each.at("index").as_integer();
      const auto type = each.at("type").as_string();
      if (!index || !type) continue;
      const auto members = each.members();
      if (*type == "text") {
        const auto cites = each.find("citations");
        texts_.push_back({*index, each.at("length").as_integer(),
                          AnthropicText{{}, cites, rest_of(members, {"index", "type", "length", "citations"})}});
        continue;
      }
      JsonObjectText block;
      for (const auto& [key, value] : members) {
        if (key == "index" || key == "deltas") continue;
        if (key == "partial_json") {
          block.raw("input", call_input_of(value.as_string().value_or("")).value_or(Json{Text::literal("{}")}).view());
        } else if (key != "input" || !each.find("partial_json")) {
          block.raw(key, value.view());
        }
      }
      blocks_.place(index, Unknown{Text{*type}, block.take()});
    }
  }

  // The text is cut as it was in blocks, where it still is what it was.
  void texts() {
    const std::string_view all = said_.content ? std::string_view{*said_.content} : std::string_view{};
    std::sort(texts_.begin(), texts_.end(), [](auto& a, auto& b) { return a.index < b.index; });
    std::vector<std::optional<std::int64_t>> lengths;
    for (const auto& each : texts_) lengths.push_back(each.length);
    auto cut = cut_text(all, lengths);
    if (!cut) {
      losses_.add(path_ + ".content_blocks", LossKind::dropped, "the text was changed");
      cut.emplace({all});
      texts_.clear();
    }
    if (const auto& first = cut->front(); !first.empty()) blocks_.add(AnthropicText{Text{first}, {}, {}});
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      texts_[i].block.text = Text{(*cut)[i + 1]};
      blocks_.place(texts_[i].index, std::move(texts_[i].block));
    }
  }

  std::optional<Error> calls() {
    for (std::size_t i = 0; said_.calls && i < said_.calls->size(); ++i) {
      const auto& call = (*said_.calls)[i];
      AnthropicToolUse made;
      made.id = call.id;
      made.extra = call.extra;
      made.extra.remove("extra_content");
      if (call.custom) {
        made.name = call.custom->name;
        made.input = custom_input(call.custom->input);
      } else if (call.function) {
        made.name = call.function->name;
        auto input = call_input_of(call.function->arguments);
        const auto where = path_ + ".tool_calls[" + std::to_string(i) + "].function.arguments";
        if (!input) return api_error(400, "'" + where + "' is not a JSON object.", "invalid_value", where);
        made.input = *std::move(input);
      }
      blocks_.add(std::move(made));
    }
    return std::nullopt;
  }

  const SaidView& said_;
  const Unsigned unsigned_;
  const std::string& path_;
  LossReport& losses_;
  PlacedBlocks<AnthropicBlock> blocks_;
  std::vector<TextEntry> texts_;
};

OAICOMPAT_INLINE Result<std::vector<AnthropicBlock>> blocks_of(const SaidView& said, Unsigned thoughts,
                                                               const std::string& path, LossReport& losses) {
  return SaidBlocks{said, thoughts, path, losses}.blocks();
}

}  // namespace oaicompat::inline v1::detail
