// sign_aws: signs requests to AWS (Signature Version 4).
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace oaicompat::inline v1 {

/// What proves to AWS who asks.
struct AwsCredentials {
  std::string access_key_id{};
  std::string secret_access_key{};
  /// Of temporary credentials; empty for those that last.
  std::string session_token{};
  /// Until when they are good, in seconds since 1970. Default for ever.
  std::optional<std::int64_t> expires_at{};
  bool operator==(const AwsCredentials&) const = default;
};

/// Gives the next credentials: a stream of one item, which need not be there yet, and must not block. When it is asked
/// is as of `AccessTokenSource`.
using AwsCredentialsSource = std::function<StreamPtr<AwsCredentials>()>;

/// The credentials in the environment: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`; nothing where
/// the first two are not set.
OAICOMPAT_API std::optional<AwsCredentials> aws_credentials_from_environment();

/// How requests are signed.
struct SignAwsOptions {
  /// The region that is asked: `us-east-1`.
  std::string region = "us-east-1";
  /// The name that the service signs under. Default `bedrock`.
  std::string service = "bedrock";
  /// The `Host` that the transport sends, with its port unless that is the scheme's own. Default
  /// `bedrock-runtime.{region}.amazonaws.com`.
  std::string host = {};
  /// The credentials. Default the environment's.
  AwsCredentials credentials = {};
  /// Gives credentials instead, for those that expire. Default unused.
  AwsCredentialsSource source = {};
  /// The time that is signed. Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A client layer that signs each request: it adds `x-amz-date`, `x-amz-security-token` where there is one, and
/// `Authorization` in place of another. It stands inside of retries (`ClientOptions::inner_layers`), as a signature is
/// good for minutes. A request that AWS refuses since this machine's clock is wrong is sent once more with the time of
/// the answer's `Date`, and one whose credentials have expired with new ones, where there is a source.
///
/// Signed are the host, the content type, and fields named `x-amz-`; so other fields may be added behind it.
OAICOMPAT_API Layer sign_aws(SignAwsOptions options);

/// The fields that sign a request at a time, in seconds since 1970. The path is as on the wire, percent-encoded.
OAICOMPAT_API Headers aws_signature(const Request& request, const AwsCredentials& credentials,
                                    const SignAwsOptions& options, std::int64_t unix_time);

namespace detail::bedrock {

// The name of the exception that an answer's head tells; empty where it tells none.
inline std::string_view error_name(const Head& head) {
  const auto name = head.headers.get("x-amzn-errortype");
  return name.substr(0, name.find_first_of(":#"));
}

}  // namespace detail::bedrock

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/bedrock/sign.ipp>
#endif
