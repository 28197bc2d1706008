// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/base/headers.hpp>
#include <oaicompat/dialects/speak.hpp>
#include <oaicompat/http/hop_by_hop.hpp>
#include <oaicompat/layers/dialects.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <variant>

namespace oaicompat::inline v1 {
namespace detail {

// Whether a field tells of a message in one form alone, or is a secret of one.
inline bool is_of_one_form(std::string_view name) {
  constexpr std::array<std::string_view, 5> families{"content-", "if-", "accept-ranges", "anthropic-", "x-goog-"};
  constexpr std::array<std::string_view, 13> names{"accept",     "accept-encoding",  "host",        "expect",  "range",
                                                   "etag",       "last-modified",    "x-api-key",   "api-key", "cookie",
                                                   "set-cookie", "www-authenticate", "x-request-id"};
  const auto begins = [&](std::string_view with) { return iequals(name.substr(0, with.size()), with); };
  return std::any_of(families.begin(), families.end(), begins) ||
         std::any_of(names.begin(), names.end(), [&](std::string_view each) { return iequals(each, name); });
}

// The fields of a head that hold for its translation as well. One that stands several times is a list.
inline Headers fields_of_any_form(Headers from) {
  remove_hop_by_hop(from);
  Headers out;
  for (const auto& [name, value] : from) {
    if (is_of_one_form(name)) continue;
    const auto* before = out.find(name);
    out.set(name, before ? *before + ", " + value : value);
  }
  return out;
}

inline void add_missing(Headers& to, const Headers& from) {
  for (const auto& [name, value] : from) {
    if (!to.has(name)) to.add(name, value);
  }
}

// The fields of the answer that is translated.
class TranslatedFields {
 public:
  void take(const Head& head) {
    const std::lock_guard lock{mutex_};
    fields_ = fields_of_any_form(head.headers);
  }
  void add_to(Head& head) const {
    const std::lock_guard lock{mutex_};
    add_missing(head.headers, fields_);
  }

 private:
  mutable std::mutex mutex_;  // what a request leaves behind may ask later, from another thread
  Headers fields_;
};

// A translation with the fields of what it is made of.
class FieldedAnswer final : public WrappedAnswer {
 public:
  FieldedAnswer(Answer inner, std::shared_ptr<const TranslatedFields> fields)
      : WrappedAnswer{std::move(inner)}, fields_{std::move(fields)} {}
  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (auto* head = got == Pull::some ? std::get_if<Head>(&out) : nullptr) fields_->add_to(*head);
    return got;
  }

 private:
  const std::shared_ptr<const TranslatedFields> fields_;
};

// Passes through a translation what is no part of it: fields of the request, and of the answer.
inline Layer pass_fields() {
  return [](Handler inner) -> Handler {
    return [inner = std::move(inner)](Request&& request) -> Answer {
      auto& call = request.context.call;
      add_missing(call.headers, fields_of_any_form(request.headers));
      auto fields = std::make_shared<TranslatedFields>();
      call.on_head = [fields, told = std::move(call.on_head)](const Head& head) {
        fields->take(head);
        if (told) told(head);
      };
      auto answer = inner(std::move(request));
      if (!answer) return answer;
      return std::make_unique<FieldedAnswer>(std::move(answer), std::move(fields));
    };
  };
}

}  // namespace detail

OAICOMPAT_INLINE Layer speak_dialects(std::vector<Dialect> dialects) {
  detail::Dialects shared;
  for (auto& each : dialects) shared.push_back(std::make_shared<const Dialect>(std::move(each)));
  return [shared](Handler inner) -> Handler {
    const auto translated = stack({detail::dialect_edge(shared), detail::pass_fields()},
                                  detail::dialect_router(shared, call(inner), inner));
    return [shared, translated, inner = std::move(inner)](Request&& request) -> Answer {
      for (const auto& each : shared) {
        if (each->speaks && each->speaks(request)) return translated(std::move(request));
      }
      return inner(std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1
