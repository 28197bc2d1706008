// Certificates made on the spot, for tests.
// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace oaicompat::test {

/// A certificate and its key, and the PEM files they stand in.
struct Certificate {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;
  std::string certificate_file, key_file;
};

/// A folder of certificates that goes with the object.
class Certificates {
 public:
  Certificates() {
    folder_ = std::filesystem::temp_directory_path() /
              ("oaicompat-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    std::filesystem::create_directories(folder_);
  }
  ~Certificates() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  enum class Keys { elliptic, rsa };
  Certificate authority(const std::string& name) { return make(name, nullptr, "", 3600, Keys::elliptic); }
  /// `names` as OpenSSL writes them: `DNS:localhost,IP:127.0.0.1`.
  Certificate signed_by(const Certificate& issuer, const std::string& name, const std::string& names,
                        long seconds = 3600, Keys keys = Keys::elliptic) {
    return make(name, &issuer, names, seconds, keys);
  }

 private:
  Certificate make(const std::string& name, const Certificate* issuer, const std::string& names, long seconds,
                   Keys keys) {
    auto* key = keys == Keys::rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
    Certificate out{{key, EVP_PKEY_free}, {X509_new(), X509_free}, {}, {}};
    auto* x509 = out.certificate.get();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial_);
    X509_gmtime_adj(X509_getm_notBefore(x509), -7200);
    X509_gmtime_adj(X509_getm_notAfter(x509), seconds);
    X509_set_pubkey(x509, out.key.get());
    auto* subject = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
    X509_set_issuer_name(x509, issuer ? X509_get_subject_name(issuer->certificate.get()) : subject);
    extend(x509, NID_basic_constraints, issuer ? "CA:FALSE" : "critical,CA:TRUE");
    if (!names.empty()) extend(x509, NID_subject_alt_name, names);
    X509_sign(x509, issuer ? issuer->key.get() : out.key.get(), EVP_sha256());
    out.certificate_file = (folder_ / (name + ".pem")).string();
    out.key_file = (folder_ / (name + ".key")).string();
    write(out.certificate_file, [&](FILE* file) { PEM_write_X509(file, x509); });
    write(out.key_file,
          [&](FILE* file) { PEM_write_PrivateKey(file, out.key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    return out;
  }
  static void extend(X509* x509, int nid, const std::string& value) {
    auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
  }
  template <class Writes>
  static void write(const std::string& path, Writes writes) {
    if (auto* file = std::fopen(path.c_str(), "wb")) {
      writes(file);
      std::fclose(file);
    }
  }
  std::filesystem::path folder_;
  long serial_ = 0;
};

}  // namespace oaicompat::test
