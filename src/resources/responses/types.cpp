// What the types of responses can do, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/event.ipp>
#include <oaicompat/resources/responses/hosted_tool.ipp>
#include <oaicompat/resources/responses/item.ipp>
#include <oaicompat/resources/responses/options.ipp>
#include <oaicompat/resources/responses/part.ipp>
#include <oaicompat/resources/responses/response.ipp>

template struct OAICOMPAT_API oaicompat::detail::VariantOps<oaicompat::ResponseItem::Value>;
template struct OAICOMPAT_API oaicompat::detail::VariantOps<oaicompat::ResponseTool::Value>;
template struct OAICOMPAT_API oaicompat::detail::VariantOps<oaicompat::ResponseEvent::Value>;
