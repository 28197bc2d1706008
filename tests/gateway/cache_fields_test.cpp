// SPDX-License-Identifier: MIT
// The cache's key, held against every member that the library's requests have, and against random requests.
#include "laws/requests.hpp"

#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/cache_ask.hpp>
#include <oaicompat/resources/chat/json.hpp>
#include <oaicompat/resources/completions/json.hpp>
#include <oaicompat/resources/embeddings/json.hpp>
#include <oaicompat/resources/responses/json.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using namespace oaicompat;

namespace cache_fields_test {

using Texts = std::vector<std::string>;
using Members = std::vector<std::pair<std::string, std::string>>;

const std::set<std::string, std::less<>> left_out{
    "stream", "stream_options", "user", "safety_identifier", "metadata", "store", "prompt_cache_key", "service_tier"};

// A request that has these members passes the cache by.
const std::set<std::string, std::less<>> passing_by{"web_search_options"};

std::string object_of(const Members& members) {
  std::string out = "{";
  for (const auto& [name, value] : members) {
    if (out.size() > 1) out += ',';
    out += laws::Random::quoted(name) + ":" + value;
  }
  return out + "}";
}
std::string key_of(const std::string& path, const std::string& body) {
  const RouteCache rule{.ttl = std::chrono::minutes{5}, .random_answers = true};
  Request request{.method = "POST", .path = path, .body = Bytes{body}};
  auto asked = look_at(request.body.view());
  asked.path = request.path;
  return detail::ask_cache(request, asked, rule, {.tenant = "t", .target = "http://a/v1"}).key;
}

// --- values by descriptions ---------------------------------------------------------------------------------------

template <class T>
Texts values(int depth);

void join(Texts& all, Texts more) {
  for (auto& each : more) all.push_back(std::move(each));
}

// Objects that differ in one member each, from the first one and from each other.
template <Described T>
Texts objects(int depth, const Members& tag) {
  Members base = tag;
  const auto is_tag = [&](std::string_view name) { return !tag.empty() && tag[0].first == name; };
  for_each_field<T>([&]<class F>(const F& f) {
    if (f.required && !is_tag(f.name)) base.emplace_back(f.name, values<typename F::value_type>(depth - 1).at(0));
  });
  Texts out{object_of(base)};
  if (depth <= 0) return out;
  for_each_field<T>([&]<class F>(const F& f) {
    if (is_tag(f.name)) return;
    for (const auto& value : values<typename F::value_type>(depth - 1)) {
      auto members = base;
      bool found = false, same = false;
      for (auto& [name, old] : members) {
        if (name != f.name) continue;
        found = true;
        same = std::exchange(old, value) == value;
      }
      if (!found) members.emplace_back(f.name, value);
      if (!same) out.push_back(object_of(members));
    }
  });
  return out;
}

template <FixedString Key, class... Cases>
Texts cases(TaggedUnion<Key, Cases...>*, int depth) {
  Texts out;
  (join(out, objects<typename Cases::type>(depth, {{std::string{Key.view()}, laws::Random::quoted(Cases::words[0])}})),
   ...);
  return out;
}
template <class... Ts>
Texts alternatives(OneOf<Ts...>*, int depth) {
  Texts out;
  (join(out, values<Ts>(depth)), ...);
  return out;
}
template <class V>
Texts maps(int depth) {
  Texts out{"{}"};
  for (const auto& each : values<V>(depth - 1)) out.push_back(object_of({{"k", each}}));
  out.push_back(object_of({{"l", values<V>(depth - 1).at(0)}}));
  return out;
}
template <class V>
Texts arrays(int depth) {
  Texts out{"[]"};
  if (depth <= 0) return out;
  const auto all = values<V>(depth - 1);
  for (const auto& each : all) out.push_back("[" + each + "]");
  out.push_back("[" + all[0] + "," + all[0] + "]");
  return out;
}

template <class T>
Texts values(int depth) {
  if constexpr (is_optional<T>) {
    return values<typename T::value_type>(depth);
  } else if constexpr (is_maybe<T>) {
    auto out = values<typename T::value_type>(depth);
    out.emplace_back("null");
    return out;
  } else if constexpr (is_one_of<T>) {
    return alternatives(static_cast<T*>(nullptr), depth);
  } else if constexpr (is_union<T>) {
    return cases(static_cast<T*>(nullptr), depth);
  } else if constexpr (is_vector<T>) {
    return arrays<typename T::value_type>(depth);
  } else if constexpr (is_map<T>) {
    return maps<std::remove_cvref_t<decltype(T{}.items.front().second)>>(depth);
  } else if constexpr (requires { typename T::mapped_type; }) {
    return maps<typename T::mapped_type>(depth);
  } else if constexpr (Described<T>) {
    return objects<T>(depth, {});
  } else if constexpr (std::same_as<T, bool>) {
    return {"false", "true"};
  } else if constexpr (std::integral<T>) {
    return {"1", "2"};
  } else if constexpr (std::floating_point<T>) {
    return {"0.25", "0.5"};
  } else if constexpr (std::same_as<T, Json>) {
    return {R"({"a":1})", R"({"a":[2]})"};
  } else {
    return {R"("a")", R"("b")"};  // a text, or a word
  }
}

// --- the law ------------------------------------------------------------------------------------------------------

template <Described T>
void hold_to_key(const std::string& path, const Members& base, int depth) {
  const auto plain = key_of(path, object_of(base));
  CHECK(plain.size() == 80);
  std::map<std::string, std::string> bodies{{plain, object_of(base)}};
  for_each_field<T>([&]<class F>(const F& f) {
    std::set<std::string> seen;
    bool is_keyed = false;
    for (const auto& value : values<typename F::value_type>(depth)) {
      if (!seen.insert(value).second) continue;
      auto members = base;
      std::erase_if(members, [&](const auto& each) { return each.first == f.name; });
      members.emplace_back(f.name, value);
      const auto body = object_of(members);
      const auto key = key_of(path, body);
      if (key.empty()) continue;
      is_keyed = true;
      if (left_out.contains(f.name)) {
        CHECK_MESSAGE(key == plain, body);
        continue;
      }
      const auto placed = bodies.emplace(key, body);
      const bool is_base =
          members.size() == base.size() && std::is_permutation(base.begin(), base.end(), members.begin());
      CHECK_MESSAGE((placed.second || is_base), body << " has the key of " << placed.first->second);
    }
    CHECK_MESSAGE(is_keyed != passing_by.contains(f.name), f.name);
  });
  CHECK(bodies.size() > field_count<T>);
}

}  // namespace cache_fields_test

using namespace cache_fields_test;

TEST_CASE("every member of a request that can change its answer changes the key, at every depth, and no other does") {
  hold_to_key<ChatRequest>("/v1/chat/completions", {{"model", "\"m\""}, {"messages", "[]"}}, 4);
  hold_to_key<CompletionRequest>("/v1/completions", {{"model", "\"m\""}, {"prompt", "\"p\""}}, 4);
  hold_to_key<EmbeddingRequest>("/v1/embeddings", {{"model", "\"m\""}, {"input", "\"i\""}}, 4);
  hold_to_key<ResponseRequest>("/v1/responses", {{"model", "\"m\""}, {"input", "\"i\""}, {"store", "false"}}, 4);
}

TEST_CASE("of random requests each member counts but those that are left out, in whatever order they stand") {
  constexpr int count = 300;
  int held = 0;
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    laws::Random random{seed};
    const auto body = laws::Requests{random}.chat(seed % 2 == 0);
    const auto key = key_of("/v1/chat/completions", body);
    if (key.empty()) continue;
    ++held;
    Members members;
    for (const auto& [name, value] : Json{Text{body}}.members()) members.emplace_back(name.view(), value.view());
    CHECK(key_of("/v1/chat/completions", object_of({members.rbegin(), members.rend()})) == key);
    for (const auto& member : members) {
      auto fewer = members;
      std::erase_if(fewer, [&](const auto& each) { return each.first == member.first; });
      const auto other = key_of("/v1/chat/completions", object_of(fewer));
      CHECK_MESSAGE((other == key) == left_out.contains(member.first), member.first << " of " << body);
    }
  }
  CHECK(held > count / 10);
}
