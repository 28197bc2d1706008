// Random chat requests as JSON: members of every kind, and at every level what the library does not know.
// SPDX-License-Identifier: MIT
#pragma once

#include "random.hpp"

#include <string>
#include <string_view>

namespace laws {

/// An object's members, written one after another.
class Members {
 public:
  explicit Members(Random& r) : r_{r} {}
  /// Adds a member, always or in so many of a hundred cases.
  Members& add(std::string_view name, const std::string& json, std::size_t percent = 100) {
    if (r_.chance(percent)) text_ += (text_.empty() ? "" : ", ") + Random::quoted(name) + ": " + json;
    return *this;
  }
  /// The object, with fields that nobody knows.
  std::string done() {
    for (const auto& [key, value] : r_.extras(40)) add(key.view(), std::string{value.view()});
    return "{" + text_ + "}";
  }

 private:
  Random& r_;
  std::string text_;
};

class Requests {
 public:
  explicit Requests(Random& r) : r_{r} {}

  std::string chat(bool streamed) {
    Members out{r_};
    out.add("model", quoted())
        .add("messages", list(4, [&] { return message(); }))
        .add("stream", streamed ? "true" : "false");
    out.add("tools", list(3, [&] { return tool(); }), 40).add("tool_choice", tool_choice(), 30);
    out.add("response_format", response_format(), 30).add("reasoning_effort", word({"\"low\"", "\"max\"", "null"}), 30);
    out.add("temperature", any_of({"0", "0.7", "2", "null"}), 30).add("n", any_of({"1", "3", "null"}), 30);
    out.add("stop", word({"\"END\"", R"(["a", "b"])", "null"}), 30).add("seed", "9007199254740993", 20);
    out.add("logit_bias", R"({"50256": -100})", 20).add("metadata", R"({"k": "v", "é": "\n"})", 20);
    out.add("service_tier", word({"\"flex\"", "null"}), 20)
        .add("audio", audio(), 20)
        .add("prediction", prediction(), 20);
    out.add("modalities", any_of({R"(["text", "audio"])", R"(["smell"])"}), 20).add("verbosity", word({"\"low\""}), 20);
    out.add("web_search_options", web_search(), 20).add("function_call", word({"\"auto\"", R"({"name": "f"})"}), 10);
    return out.done();
  }

 private:
  std::string quoted() { return Random::quoted(r_.text()); }
  template <std::size_t N>
  std::string any_of(const char* const (&values)[N]) {
    return values[r_.below(N)];
  }
  // One of these, or a new word.
  template <std::size_t N>
  std::string word(const char* const (&known)[N]) {
    return r_.chance(70) ? known[r_.below(N)] : Random::quoted("new-" + r_.text(3));
  }
  template <class Make>
  std::string list(std::size_t longest, Make make) {
    std::string out{"["};
    for (auto n = r_.below(longest + 1); n > 0; --n) out += (out.size() > 1 ? ", " : "") + make();
    return out + "]";
  }
  // An object of a type that nobody knows.
  std::string unknown() {
    return Members{r_}.add("type", Random::quoted("new-" + r_.word())).add("deep", r_.json(3)).done();
  }

  std::string message() {
    Members out{r_};
    out.add("role", word({"\"system\"", "\"developer\"", "\"user\"", "\"assistant\"", "\"tool\""}));
    out.add("content", content(), 90).add("name", quoted(), 20).add("refusal", r_.chance(50) ? "null" : quoted(), 10);
    out.add("tool_calls", list(2, [&] { return call(); }), 20).add("tool_call_id", quoted(), 20);
    return out.add("audio", Members{r_}.add("id", quoted()).done(), 10).done();
  }
  std::string content() {
    if (r_.chance(10)) return "null";
    return r_.chance(50) ? quoted() : list(3, [&] { return part(); });
  }
  std::string part() {
    Members out{r_};
    switch (r_.below(5)) {
      case 0: return out.add("type", "\"text\"").add("text", quoted()).done();
      case 1:
        return out.add("type", "\"image_url\"")
            .add("image_url", Members{r_}.add("url", quoted()).add("detail", word({"\"high\""}), 40).done())
            .done();
      case 2:
        return out.add("type", "\"input_audio\"")
            .add("input_audio", Members{r_}.add("data", quoted()).add("format", word({"\"wav\""})).done())
            .done();
      case 3: return out.add("type", "\"file\"").add("file", Members{r_}.add("file_id", quoted()).done()).done();
      default: return unknown();
    }
  }
  std::string call() {
    Members out{r_};
    out.add("id", quoted()).add("type", word({"\"function\"", "\"custom\""}));
    out.add("function", Members{r_}.add("name", quoted()).add("arguments", quoted()).done(), 70);
    return out.add("custom", Members{r_}.add("name", quoted()).add("input", quoted()).done(), 20).done();
  }
  std::string tool() {
    Members out{r_}, inner{r_};
    switch (r_.below(3)) {
      case 0:
        inner.add("name", quoted())
            .add("description", quoted(), 50)
            .add("parameters", Members{r_}.add("type", r_.json()).done(), 50)
            .add("strict", word_or_null(), 50);
        return out.add("type", "\"function\"").add("function", inner.done()).done();
      case 1:
        inner.add("name", quoted()).add("format", r_.chance(50) ? unknown() : R"({"type": "text"})", 50);
        return out.add("type", "\"custom\"").add("custom", inner.done()).done();
      default: return unknown();
    }
  }
  std::string word_or_null() { return r_.chance(50) ? "true" : "null"; }
  std::string tool_choice() {
    if (r_.chance(50)) return word({"\"auto\"", "\"none\"", "\"required\""});
    if (r_.chance(50)) return unknown();
    return Members{r_}.add("type", "\"function\"").add("function", Members{r_}.add("name", quoted()).done()).done();
  }
  std::string response_format() {
    if (r_.chance(30)) return unknown();
    if (r_.chance(50)) return Members{r_}.add("type", word2("json_object", "text")).done();
    Members inner{r_};
    inner.add("name", quoted())
        .add("schema", Members{r_}.add("anyOf", r_.json(3)).done(), 70)
        .add("strict", word_or_null(), 50);
    return Members{r_}.add("type", "\"json_schema\"").add("json_schema", inner.done()).done();
  }
  std::string word2(const char* one, const char* other) { return Random::quoted(r_.chance(50) ? one : other); }
  std::string audio() {
    const auto voice = r_.chance(50) ? quoted() : Members{r_}.add("id", quoted()).done();
    return Members{r_}.add("voice", voice).add("format", word({"\"mp3\""})).done();
  }
  std::string prediction() {
    const auto text = Members{r_}.add("type", "\"text\"").add("text", quoted()).done();
    return Members{r_}.add("type", "\"content\"").add("content", r_.chance(50) ? quoted() : "[" + text + "]").done();
  }
  std::string web_search() {
    const auto place = Members{r_}.add("city", quoted(), 50).done();
    const auto location = Members{r_}.add("type", "\"approximate\"").add("approximate", place).done();
    return Members{r_}
        .add("user_location", r_.chance(30) ? "null" : location, 70)
        .add("search_context_size", word({"\"low\""}), 50)
        .done();
  }

  Random& r_;
};

}  // namespace laws
