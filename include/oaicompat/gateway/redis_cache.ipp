// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/redis_cache.hpp>
#include <oaicompat/gateway/redis_link.ipp>

#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// An answer as one text: a line of numbers, then the model, then the body. The line has the form's version, when the
// answer was kept, the model's size, what it cost, the tokens, for how many milliseconds it is fresh, the body's size,
// and its id; `-` stands for what is not known.
inline constexpr std::int64_t kept_version = 2;
inline std::string kept_text(const CachedAnswer& answer) {
  auto out = std::to_string(kept_version) + " " + std::to_string(answer.stored_at) + " " +
             std::to_string(answer.model.size()) + " ";
  out += answer.cost ? std::to_string(*answer.cost) : "-";
  const auto tokens = answer.tokens.value_or(TokenTally{});
  for (const auto count : {tokens.input, tokens.output, tokens.cached, tokens.cache_write, tokens.reasoning}) {
    out.append(" ").append(answer.tokens ? std::to_string(count) : "-");
  }
  for (const auto number : {answer.fresh_for.count(), static_cast<std::int64_t>(answer.body.size())}) {
    out.append(" ").append(std::to_string(number));
  }
  out.append(" ").append(answer.id);
  return out.append("\n").append(answer.model).append(answer.body);
}

// Forgets an answer by its id, where it still has it. KEYS: where the id leads to the answer's key. ARGV: the id.
inline constexpr const char* redis_forget_script = R"lua(
local key = redis.call('GET', KEYS[1])
if not key then return 0 end
redis.call('DEL', KEYS[1])
local line = string.match(redis.call('GET', key) or '', '^[^\n]*')
if string.sub(line, -#ARGV[1] - 1) ~= ' ' .. ARGV[1] then return 0 end
return redis.call('DEL', key)
)lua";

// Null where it is of another form.
inline CachedAnswerPtr read_kept(std::string_view text) {
  const auto end = text.find('\n');
  if (end == text.npos) return nullptr;
  auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  std::array<std::optional<std::int64_t>, 11> numbers;
  const auto next_word = [&] {
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    return word;
  };
  for (auto& number : numbers) {
    const auto word = next_word();
    if (word == "-") continue;
    const auto [last, bad] = std::from_chars(word.data(), word.data() + word.size(), number.emplace());
    if (bad != std::errc{} || last != word.data() + word.size()) return nullptr;
  }
  const auto size = numbers[2].value_or(-1);
  if (numbers[0] != kept_version || !numbers[1] || size < 0) return nullptr;
  if (std::cmp_greater(size, text.size()) || numbers[10] != static_cast<std::int64_t>(text.size()) - size) {
    return nullptr;  // it is cut
  }
  auto out = std::make_shared<CachedAnswer>();
  out->stored_at = *numbers[1];
  out->model = text.substr(0, static_cast<std::size_t>(size));
  out->body = Bytes{text.substr(static_cast<std::size_t>(size))};
  out->cost = numbers[3];
  out->fresh_for = std::chrono::milliseconds{std::max<std::int64_t>(0, numbers[9].value_or(0))};
  out->id = line;
  if (numbers[4]) {
    out->tokens = TokenTally{.input = *numbers[4],
                             .output = numbers[5].value_or(0),
                             .cached = numbers[6].value_or(0),
                             .cache_write = numbers[7].value_or(0),
                             .reasoning = numbers[8].value_or(0)};
  }
  return out;
}

class RedisCache final : public AnswerCache {
 public:
  RedisCache(RedisAddress address, const RedisCacheOptions& options)
      : prefix_{"{" + options.prefix + "}:answer:"},
        id_prefix_{"{" + options.prefix + "}:answer-id:"},
        max_answer_{options.max_answer},
        link_{std::make_shared<RedisLink>(RedisLinkOptions{.address = std::move(address),
                                                           .connect_timeout = options.connect_timeout,
                                                           .command_timeout = options.timeout,
                                                           .reconnect_delay = options.reconnect_delay,
                                                           .max_waiting_bytes = options.max_waiting,
                                                           .on_change = options.on_change})} {}

  void find(const std::string& key, Found found) override {
    link_->send({"GET", prefix_ + key}, [found = std::move(found)](const redisReply* reply) {
      found(reply && reply->type == REDIS_REPLY_STRING ? read_kept(redis_text(*reply)) : nullptr);
    });
  }
  void put(const std::string& key, CachedAnswerPtr answer, std::chrono::milliseconds keep_for) override {
    if (answer->body.size() > max_answer_ || keep_for.count() <= 0) return;
    const auto time = std::to_string(keep_for.count());
    link_->send({"SET", prefix_ + key, kept_text(*answer), "PX", time}, nullptr);
    if (!answer->id.empty()) link_->send({"SET", id_prefix_ + answer->id, prefix_ + key, "PX", time}, nullptr);
  }
  bool forget(std::string_view beginning) override {
    if (!link_->server().up) return false;
    const auto one = prefix_ + std::string{beginning};
    link_->send({"UNLINK", one}, nullptr);
    forget_from(link_, "0", plain_glob(one) + "*");
    return true;
  }
  void forget_one(const std::string& id, Told told) override {
    if (id.empty()) return told(Forgotten::none);
    link_->send({"EVAL", redis_forget_script, "1", id_prefix_ + id, id},
                [told = std::move(told)](const redisReply* reply) {
                  if (!reply || reply->type != REDIS_REPLY_INTEGER) return told(Forgotten::away);
                  told(reply->integer > 0 ? Forgotten::done : Forgotten::none);
                });
  }
  std::optional<SharedServer> server() const override { return link_->server(); }

 private:
  using LinkPtr = std::shared_ptr<RedisLink>;

  // A thousand keys a step, so that the server does other things between them.
  static void forget_from(const std::weak_ptr<RedisLink>& to, const std::string& cursor, const std::string& glob) {
    const auto link = to.lock();
    if (!link) return;
    link->send({"SCAN", cursor, "MATCH", glob, "COUNT", "1000"}, [to, glob](const redisReply* reply) {
      if (!reply || reply->type != REDIS_REPLY_ARRAY || reply->elements != 2) return;
      const auto& keys = *reply->element[1];
      RedisLink::Words words{"UNLINK"};
      for (std::size_t i = 0; i < keys.elements; ++i) words.emplace_back(redis_text(*keys.element[i]));
      const auto on = to.lock();
      if (on && words.size() > 1) on->send(std::move(words), nullptr);
      if (const std::string next{redis_text(*reply->element[0])}; next != "0") forget_from(to, next, glob);
    });
  }
  static std::string plain_glob(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (std::string_view{"*?[]\\^"}.find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
    return out;
  }

  const std::string prefix_, id_prefix_;
  const std::size_t max_answer_;
  const LinkPtr link_;
};

}  // namespace detail

OAICOMPAT_INLINE Result<AnswerCachePtr> redis_cache(RedisCacheOptions options) {
  auto address = detail::redis_address(options.url, options.prefix, "shared answers");
  if (!address) return address.error();
  return AnswerCachePtr{std::make_shared<detail::RedisCache>(*std::move(address), options)};
}

}  // namespace oaicompat::inline v1
