// RulesFile: rules that stand in a file, and whether they, or the secrets that they name, have changed.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/rules.hpp>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

namespace oaicompat::inline v1 {

/// Which rules are used, and what is wrong with those that are not.
struct RulesStatus {
  std::string file{};
  std::string version{};           ///< The first 12 hexadecimal digits of the SHA-256 of the file in use.
  std::int64_t loaded_at = 0;      ///< When that was read, by the wall clock, in seconds since 1970.
  std::string last_error{};        ///< Why the file as it is now is not used; empty where it is.
  std::int64_t last_error_at = 0;  ///< When that was found; 0 where nothing is wrong.
};

/// Reads rules from a file for a gateway. A file with mistakes changes nothing, and `status` says so.
///
///     RulesFile file{"gateway.toml"};
///     auto gateway = Gateway::create(file.load().value(), options);
///     // at SIGHUP: file.reload(*gateway); every second: if (file.has_changed()) file.reload(*gateway);
///
/// **Threads**: safe to use from many. It reads files, and so may block for as long as the disk takes.
class OAICOMPAT_API RulesFile {
 public:
  /// `check` may refuse what was read. Default nothing is refused.
  explicit RulesFile(std::string path, std::function<Result<void>(const Rules&)> check = {},
                     ClockPtr clock = real_clock());

  /// Reads the rules for the first time. The paths of the price list and the log are from the file's folder.
  /// **Errors**: `invalid_argument` where the file cannot be read; of `read_rules`.
  Result<RulesPtr> load();
  /// Whether the file, a file of a secret that it names, or its price list has other bytes than when it was read last.
  bool has_changed() const;
  /// Reads all of that anew and hands it to the gateway. **Errors**: as `load`, and of `Gateway::reload`.
  Result<void> reload(Gateway& gateway);
  RulesStatus status() const;

 private:
  struct Loaded {
    std::string text{}, version{}, fingerprint{};
    RulesPtr rules{};
  };
  Result<Loaded> read() const;
  std::string fingerprint_of(const std::string& text, const Rules* rules) const;
  void note_error(const Error& error);

  const std::string path_;
  const std::function<Result<void>(const Rules&)> check_;
  const ClockPtr clock_;
  mutable std::mutex mutex_;
  std::mutex reloading_;
  RulesPtr rules_;    // the last that were read well
  std::string seen_;  // the fingerprint of the last try
  RulesStatus status_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/rules_file.ipp>
#endif
