// The model that a request's body names, read and replaced without reading the rest.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/request.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail::azure {

// The `model` of a body in JSON or of a form; nothing where there is none.
OAICOMPAT_API std::optional<std::string> model_of(Request& request);
// Puts the model into the body in place of the one there. Of a form that lies in pieces no file is copied.
OAICOMPAT_API void set_model(Request& request, std::string_view model);

}  // namespace oaicompat::inline v1::detail::azure

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/azure/model_name.ipp>
#endif
