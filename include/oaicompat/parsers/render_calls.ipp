// CallSpeller: one call in the spelling of a format.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/parsers/json_scanner.ipp>
#include <oaicompat/parsers/render.hpp>
#include <oaicompat/parsers/typed_value.ipp>

#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

/// A member of an object: its key decoded, its value as it stands.
struct RawMember {
  std::string key;
  std::string_view value;
};

/// The members of a JSON object, in order; nothing where the text is none.
inline std::optional<std::vector<RawMember>> raw_members(std::string_view json) {
  json = trimmed(json);
  if (!is_json(json) || json.front() != '{') return {};
  std::vector<RawMember> members;
  std::size_t at = 1;
  const auto next = [&] { return at = json.find_first_not_of(" \t\r\n,:", at); };
  std::string copied;
  while (json[next()] != '}') {
    const auto read = [&] {
      JsonScanner scanner;
      copied.clear();
      const auto from = at;
      at += scanner.scan(json.substr(at), copied).used;
      return trimmed(json.substr(from, at - from));
    };
    const auto key = read_json_tree(read());
    next();
    if (!key) return {};
    members.push_back({key->text, read()});
  }
  return members;
}

inline void append_python(std::string& out, const JsonTree& value) {
  const auto string = [&](std::string_view text) {
    out += '\'';
    for (const char c : text) {
      switch (c) {
        case '\'': out += "\\'"; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default: out += c;
      }
    }
    out += '\'';
  };
  bool first = true;
  const auto comma = [&] { out += std::exchange(first, false) ? "" : ", "; };
  switch (value.kind) {
    case JsonTree::Kind::null: out += "None"; break;
    case JsonTree::Kind::boolean: out += value.text == "true" ? "True" : "False"; break;
    case JsonTree::Kind::number: out += value.text; break;
    case JsonTree::Kind::string: string(value.text); break;
    case JsonTree::Kind::array:
      out += '[';
      for (const auto& item : value.items) comma(), append_python(out, item);
      out += ']';
      break;
    case JsonTree::Kind::object:
      out += '{';
      for (const auto& [key, member] : value.members) comma(), string(key), out += ": ", append_python(out, member);
      out += '}';
  }
}

/// False where a string or key holds what the dialect has no spelling for.
inline bool append_gemma(std::string& out, const JsonTree& value, std::string_view mark) {
  bool first = true, good = true;
  const auto comma = [&] { out += std::exchange(first, false) ? "" : ","; };
  switch (value.kind) {
    case JsonTree::Kind::string:
      good = value.text.find(mark) == std::string::npos;
      out += std::string{mark} + value.text + std::string{mark};
      break;
    case JsonTree::Kind::array:
      out += '[';
      for (const auto& item : value.items) comma(), good = append_gemma(out, item, mark) && good;
      out += ']';
      break;
    case JsonTree::Kind::object:
      out += '{';
      for (const auto& [key, member] : value.members) {
        comma();
        good = good && !key.empty() && key.find_first_of("{}[]():,\"' \n\t<>") == std::string::npos;
        out += key + ':';
        good = append_gemma(out, member, mark) && good;
      }
      out += '}';
      break;
    default: out += value.text.empty() ? "null" : value.text;
  }
  return good;
}

/// An element `<K>value</K>`; items of arrays and members of objects are elements inside. False where a key is no tag.
inline bool append_element(std::string& out, std::string_view key, const JsonTree& value, std::string_view prefix) {
  if (key.empty() || key.front() == '/' || key.find_first_of(">\n") != std::string_view::npos) return false;
  const std::string name{key}, mark{prefix};
  bool good = true;
  out += mark + '<' + name + '>';
  if (!value.items.empty() || !value.members.empty()) out += '\n';
  for (const auto& item : value.items) good = good && append_element(out, "item", item, prefix);
  for (const auto& [inner, member] : value.members) good = good && append_element(out, inner, member, prefix);
  const bool leaf = value.kind != JsonTree::Kind::array && value.kind != JsonTree::Kind::object;
  if (leaf) out += value.kind == JsonTree::Kind::null ? "null" : value.text;
  out += mark + "</" + name + ">\n";
  return good;
}

/// The number that an id of the form `functions.NAME:INDEX` has; nothing for other ids.
inline std::optional<std::string_view> number_in(std::string_view id, std::string_view name) {
  constexpr std::string_view prefix = "functions.";
  if (!id.starts_with(prefix) || !id.substr(prefix.size()).starts_with(name)) return {};
  const auto rest = id.substr(prefix.size() + name.size());
  const bool good = rest.size() > 1 && rest.size() < 16 && rest.front() == ':' &&
                    rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
  return good ? std::optional{rest.substr(1)} : std::nullopt;
}

/// The word that JSON Schema has for what a value is.
inline std::string_view type_word(JsonTree::Kind kind) {
  constexpr std::string_view words[] = {"null", "boolean", "number", "string", "array", "object"};
  return words[static_cast<std::size_t>(kind)];
}

inline bool is_nine_alnum(std::string_view id) {
  constexpr std::string_view alnum = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return id.size() == 9 && id.find_first_not_of(alnum) == std::string_view::npos;
}

class CallSpeller {
 public:
  CallSpeller(const Format& format, std::string& out) : format_{format}, spelling_{format.spelling}, out_{out} {}

  /// Appends one call; false where the format has no spelling for it. `number` is its index.
  bool call(const SaidCall& call, const std::vector<RawMember>& members, std::size_t number) {
    number_ = std::to_string(number + spelling_.first_number);
    if (const auto given = format_.ids == Ids::functions ? number_in(call.id, call.name) : std::nullopt) {
      number_ = *given;
    }
    out_ += spelling_.call_begin;
    if (spelling_.id_place == Spelling::IdPlace::before_name) {
      (out_ += format_.model_ids && !call.id.empty() ? call.id : number_) += spelling_.id_text;
    }
    const bool good = body(call, members);
    out_ += spelling_.call_end;
    return good;
  }
  /// The id that a parser reads where this call was spelled; empty where the parser makes one.
  std::string id_of(const SaidCall& call) const {
    if (!format_.model_ids) return {};
    if (format_.ids == Ids::functions) return "functions." + call.name + ":" + number_;
    if (spelling_.id_place != Spelling::IdPlace::before_name) return {};  // behind the arguments none counts
    return call.id.empty() ? number_ : call.id;
  }

 private:
  void head(const SaidCall& call) {
    out_ += call.name;
    if (spelling_.id_place == Spelling::IdPlace::number_after_name) (out_ += spelling_.id_text) += number_;
    out_ += spelling_.name_end;
  }
  bool body(const SaidCall& call, const std::vector<RawMember>& members) {
    using Form = Spelling::Form;
    switch (spelling_.form) {
      case Form::object: return object(call), true;
      case Form::named:
        out_ += "{";
        append_string(out_, call.name);
        out_ += ": " + call.arguments + "}";
        return true;
      case Form::bare: return out_ += call.arguments, true;
      case Form::arguments: return head(call), out_ += call.arguments, true;
      case Form::values: return values(call, members);
      case Form::elements: return elements(call);
      case Form::python: return python(call, members);
      case Form::python_object: return dictionary(call);
      default: return gemma(call);
    }
  }
  void object(const SaidCall& call) {
    const std::string_view comma = spelling_.compact ? "," : ", ", colon = spelling_.compact ? ":" : ": ";
    if (!spelling_.name_end.empty()) head(call);
    const auto member = [&](std::string_view key, std::string_view text) {
      append_string(out_, key);
      out_ += colon;
      append_string(out_, text);
      out_ += comma;
    };
    out_ += '{';
    if (spelling_.id_place == Spelling::IdPlace::first_in_object) member(spelling_.id_text, number_);
    member(spelling_.name_key, call.name);
    append_string(out_, spelling_.arguments_key);
    (out_ += colon) += call.arguments;
    if (spelling_.id_place == Spelling::IdPlace::last_in_object && is_nine_alnum(call.id)) {
      out_ += comma;
      append_string(out_, spelling_.id_text);
      out_ += colon;
      append_string(out_, call.id);
    }
    out_ += '}';
  }
  bool values(const SaidCall& call, const std::vector<RawMember>& members) {
    head(call);
    for (const auto& [key, value] : members) {
      const auto tree = read_json_tree(value);
      if (!tree || key.empty() || key.find_first_of("<>\"'= \n") != std::string::npos) return false;
      const bool text = tree->kind == JsonTree::Kind::string;
      (out_ += spelling_.key_begin) += key;
      out_ += text ? spelling_.text_begin : spelling_.json_begin;
      if (!text && !spelling_.type_end.empty()) (out_ += type_word(tree->kind)) += spelling_.type_end;
      out_ += text ? std::string_view{tree->text} : value;
      out_ += spelling_.value_end;
    }
    return true;
  }
  bool elements(const SaidCall& call) {
    head(call);
    const auto tree = read_json_tree(call.arguments);
    if (!tree) return false;
    bool good = true;
    for (const auto& [key, value] : tree->members) {
      good = good && append_element(out_, key, value, format_.tag_prefix);
    }
    return good;
  }
  bool python(const SaidCall& call, const std::vector<RawMember>& members) {
    (out_ += call.name) += '(';
    bool first = true;
    for (const auto& [key, value] : members) {
      const auto tree = read_json_tree(value);
      if (!tree || key.empty() ||
          key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") !=
              std::string::npos) {
        return false;
      }
      if (!std::exchange(first, false)) out_ += ", ";
      (out_ += key) += '=';
      if (spelling_.json_literals) {
        out_ += value;
      } else {
        append_python(out_, *tree);
      }
    }
    out_ += ')';
    return true;
  }
  bool dictionary(const SaidCall& call) {
    auto arguments = read_json_tree(call.arguments);
    if (!arguments) return false;
    JsonTree name;
    name.kind = JsonTree::Kind::string;
    name.text = call.name;
    JsonTree tree;
    tree.kind = JsonTree::Kind::object;
    tree.members.push_back({std::string{spelling_.name_key}, std::move(name)});
    tree.members.push_back({std::string{spelling_.arguments_key}, std::move(*arguments)});
    append_python(out_, tree);
    return true;
  }
  bool gemma(const SaidCall& call) {
    out_ += call.name;
    const auto tree = read_json_tree(call.arguments);
    return tree && append_gemma(out_, *tree, format_.string_mark);
  }
  const Format& format_;
  const Spelling& spelling_;
  std::string& out_;
  std::string number_;
};

}  // namespace oaicompat::inline v1::detail
