// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/redis_cache.hpp>
#include <oaicompat/gateway/redis_link.ipp>

#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <atomic>
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

// Keeps an answer, unless all or some were forgotten since it was asked for, and tells how often they were. KEYS: the
// answer's, that of its id, and where it stands how often. ARGV: the answer, for how many milliseconds, its id or none,
// and how often they were forgotten before.
inline constexpr const char* redis_keep_script = R"lua(
local forgotten = tonumber(redis.call('GET', KEYS[3]) or '0')
if forgotten ~= tonumber(ARGV[4]) then return forgotten end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if ARGV[3] ~= '' then redis.call('SET', KEYS[2], KEYS[1], 'PX', ARGV[2]) end
return forgotten
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
        generation_key_{"{" + options.prefix + "}:answers-forgotten"},
        max_answer_{options.max_answer},
        link_{std::make_shared<RedisLink>(RedisLinkOptions{.address = std::move(address),
                                                           .connect_timeout = options.connect_timeout,
                                                           .command_timeout = options.timeout,
                                                           .reconnect_delay = options.reconnect_delay,
                                                           .max_waiting_bytes = options.max_waiting,
                                                           .on_change = options.on_change})} {}

  void find(const std::string& key, Found found) override {
    link_->send({"MGET", prefix_ + key, generation_key_},
                [found = std::move(found), generation = generation_](const redisReply* reply) {
                  const bool came = reply && reply->type == REDIS_REPLY_ARRAY && reply->elements == 2;
                  if (!came) return found(nullptr);
                  *generation = number_of(redis_text(*reply->element[1]));
                  const auto& answer = *reply->element[0];
                  found(answer.type == REDIS_REPLY_STRING ? read_kept(redis_text(answer)) : nullptr);
                });
  }
  void put(const std::string& key, CachedAnswerPtr answer, std::chrono::milliseconds keep_for) override {
    if (answer->body.size() > max_answer_ || keep_for.count() <= 0) return;
    link_->send({"EVAL", redis_keep_script, "3", prefix_ + key, id_prefix_ + answer->id, generation_key_,
                 kept_text(*answer), std::to_string(keep_for.count()), answer->id, std::to_string(answer->generation)},
                note_generation());
  }
  bool forget(std::string_view beginning) override {
    if (!link_->server().up) return false;
    const auto one = prefix_ + std::string{beginning};
    link_->send({"INCR", generation_key_}, note_generation());
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
  std::uint64_t generation() const override { return *generation_; }
  std::optional<SharedServer> server() const override { return link_->server(); }

 private:
  using LinkPtr = std::shared_ptr<RedisLink>;
  using Generation = std::shared_ptr<std::atomic<std::uint64_t>>;

  // What is no number, or not there, is 0.
  static std::uint64_t number_of(std::string_view text) {
    std::uint64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
  }
  RedisLink::Done note_generation() const {
    return [generation = generation_](const redisReply* reply) {
      if (reply && reply->type == REDIS_REPLY_INTEGER) *generation = static_cast<std::uint64_t>(reply->integer);
    };
  }

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

  const std::string prefix_, id_prefix_, generation_key_;
  const std::size_t max_answer_;
  const Generation generation_ = std::make_shared<std::atomic<std::uint64_t>>(0);  // as the server last told
  const LinkPtr link_;
};

}  // namespace detail

OAICOMPAT_INLINE Result<AnswerCachePtr> redis_cache(RedisCacheOptions options) {
  auto address = detail::redis_address(options.url, options.prefix, "shared answers");
  if (!address) return address.error();
  return AnswerCachePtr{std::make_shared<detail::RedisCache>(*std::move(address), options)};
}

}  // namespace oaicompat::inline v1
