// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/file.hpp>
#include <oaicompat/gateway/rules_file.hpp>
#include <oaicompat/gateway/sha256_hex.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline std::optional<std::string> bytes_of_file(const std::string& path) {
  auto read = read_file(path);
  return read ? std::optional<std::string>{*std::move(read)} : std::nullopt;
}

}  // namespace detail

OAICOMPAT_INLINE RulesFile::RulesFile(std::string path, std::function<Result<void>(const Rules&)> check, ClockPtr clock)
    : path_{std::move(path)}, check_{std::move(check)}, clock_{std::move(clock)} {
  status_.file = path_;
}

// Of the file's bytes, and of those of the files that rules name.
OAICOMPAT_INLINE std::string RulesFile::fingerprint_of(const std::string& text, const Rules* rules) const {
  auto all = detail::sha256_hex(text);
  const auto add = [&](const std::string& file) {
    const auto bytes = detail::bytes_of_file(file);
    all += bytes ? detail::sha256_hex(*bytes) : "none";
  };
  const auto add_secret = [&](const std::string& place) {
    if (place.starts_with("file:")) add(place.substr(5));
  };
  if (rules) {
    for (const auto& target : rules->targets) add_secret(target.key);
    add_secret(rules->admin.key);
    if (!rules->price_file.empty()) add(rules->price_file);
  }
  return detail::sha256_hex(all);
}

OAICOMPAT_INLINE Result<RulesFile::Loaded> RulesFile::read() const {
  auto text = detail::bytes_of_file(path_);
  if (!text) return local_error(ErrorKind::invalid_argument, "Cannot read " + path_ + ".", "no_rules");
  Loaded out{.text = *std::move(text)};
  out.version = detail::sha256_hex(out.text).substr(0, 12);
  auto rules = read_rules(out.text);
  if (!rules) return local_error(ErrorKind::parse, path_ + ":\n" + rules.error().message, "invalid_rules");
  auto placed = std::make_shared<Rules>(**rules);
  const auto folder = std::filesystem::path{path_}.parent_path();
  for (auto* each : {&placed->price_file, &placed->log.file}) {
    if (!each->empty()) *each = (folder / *each).string();
  }
  if (check_) {
    if (auto good = check_(*placed); !good) return good.error();
  }
  out.rules = std::move(placed);
  out.fingerprint = fingerprint_of(out.text, out.rules.get());
  return out;
}

OAICOMPAT_INLINE void RulesFile::note_error(const Error& error) {
  const auto text = detail::bytes_of_file(path_);
  const std::lock_guard lock{mutex_};
  seen_ = fingerprint_of(text.value_or(""), rules_.get());
  status_.last_error = error.message;
  status_.last_error_at = clock_->unix_time();
}

OAICOMPAT_INLINE Result<RulesPtr> RulesFile::load() {
  auto made = read();
  if (!made) {
    note_error(made.error());
    return made.error();
  }
  const std::lock_guard lock{mutex_};
  rules_ = made->rules;
  seen_ = made->fingerprint;
  status_ = {.file = path_, .version = made->version, .loaded_at = clock_->unix_time()};
  return made->rules;
}

OAICOMPAT_INLINE bool RulesFile::has_changed() const {
  const auto text = detail::bytes_of_file(path_);
  const std::lock_guard lock{mutex_};
  return fingerprint_of(text.value_or(""), rules_.get()) != seen_;
}

OAICOMPAT_INLINE Result<void> RulesFile::reload(Gateway& gateway) {
  const std::lock_guard one{reloading_};
  auto made = read();
  if (made) {  // what these name is watched, whether they are taken or not
    const std::lock_guard lock{mutex_};
    rules_ = made->rules;
  }
  auto done = made ? gateway.reload(made->rules) : Result<void>{made.error()};
  if (!done) {
    note_error(done.error());
    return done;
  }
  const std::lock_guard lock{mutex_};
  seen_ = made->fingerprint;
  status_ = {.file = path_, .version = made->version, .loaded_at = clock_->unix_time()};
  return {};
}

OAICOMPAT_INLINE RulesStatus RulesFile::status() const {
  const std::lock_guard lock{mutex_};
  return status_;
}

}  // namespace oaicompat::inline v1
