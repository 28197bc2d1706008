// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// A word that servers have for an error, in lower case and without what joins its parts, and the status it stands for.
struct ErrorWord {
  std::string_view word;
  int status;
};
inline constexpr ErrorWord error_words[] = {
    {"badrequest", 400},
    {"badrequesterror", 400},
    {"contentfilter", 400},
    {"contentpolicyviolation", 400},
    {"contextlengthexceeded", 400},
    {"contextwindowexceedederror", 400},
    {"datainspectionfailed", 400},
    {"exceedcontextsizeerror", 400},
    {"failedprecondition", 400},
    {"invalidargument", 400},
    {"invalidparameter", 400},
    {"invalidprompt", 400},
    {"invalidrequest", 400},
    {"invalidrequesterror", 400},
    {"outofrange", 400},
    {"validationexception", 400},
    {"authenticationerror", 401},
    {"authenticationfailed", 401},
    {"incorrectapikey", 401},
    {"invalidapikey", 401},
    {"invalidauthentication", 401},
    {"invalidtoken", 401},
    {"unauthenticated", 401},
    {"unauthorized", 401},
    {"billingerror", 402},
    {"insufficientbalance", 402},
    {"insufficientcredits", 402},
    {"paymentrequired", 402},
    {"accessdenied", 403},
    {"accessdeniedexception", 403},
    {"forbidden", 403},
    {"permissiondenied", 403},
    {"permissiondeniederror", 403},
    {"permissionerror", 403},
    {"deploymentnotfound", 404},
    {"modelnotfound", 404},
    {"modelnotfounderror", 404},
    {"notfound", 404},
    {"notfounderror", 404},
    {"resourcenotfound", 404},
    {"resourcenotfoundexception", 404},
    {"conflict", 409},
    {"conflicterror", 409},
    {"requesttoolarge", 413},
    {"unprocessableentity", 422},
    {"unprocessableentityerror", 422},
    {"insufficientquota", 429},
    {"quotaexceeded", 429},
    {"ratelimit", 429},
    {"ratelimited", 429},
    {"ratelimiterror", 429},
    {"ratelimitexceeded", 429},
    {"ratelimitreached", 429},
    {"resourceexhausted", 429},
    {"throttling", 429},
    {"throttlingexception", 429},
    {"toomanyrequests", 429},
    {"apierror", 500},
    {"internal", 500},
    {"internalerror", 500},
    {"internalservererror", 500},
    {"servererror", 500},
    {"notimplemented", 501},
    {"notimplementederror", 501},
    {"unimplemented", 501},
    {"engineoverloaded", 503},
    {"modeloverloaded", 503},
    {"overloaded", 503},
    {"overloadederror", 503},
    {"serverisoverloaded", 503},
    {"serviceunavailable", 503},
    {"serviceunavailableerror", 503},
    {"unavailable", 503},
    {"unavailableerror", 503},
    {"deadlineexceeded", 504},
    {"timeout", 504},
    {"timeouterror", 504},
};

// An HTTP status of an error that stands as a number; 0 where it is none.
inline int status_in(std::string_view digits) {
  int status = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), status);
  const bool whole = failure == std::errc{} && end == digits.data() + digits.size();
  return whole && status >= 400 && status <= 599 ? status : 0;
}

// The status that a type or a code of an error names, as a number or a word; 0 where it names none.
inline int status_named(std::string_view word) {
  if (const int status = status_in(word)) return status;
  std::string plain;
  for (const char c : word) {
    if (c >= 'A' && c <= 'Z') plain += static_cast<char>(c + 32);
    if (c >= 'a' && c <= 'z') plain += c;
  }
  for (const auto& each : error_words) {
    if (each.word == plain) return each.status;
  }
  return 0;
}

}  // namespace oaicompat::inline v1::detail
