--- The oldest libcurl that we claim is 7.87.0: no name of its API that is
-- younger stands in the sources. The versions are those of libcurl's own
-- documentation ("symbols-in-versions" and the manual pages); a name that is
-- not listed here is looked up there and added. Those before 7.20 are older
-- than any system of today, and need not be right to the patch.

local CLAIMED = "7.87.0"

-- Names by the version that brought them. Versions before 7.1 are "7.1".
local SINCE = {
  ["7.1"] = "CURLE_COULDNT_CONNECT CURLE_COULDNT_RESOLVE_HOST "
    .. "CURLE_COULDNT_RESOLVE_PROXY CURLE_OK CURLE_OUT_OF_MEMORY "
    .. "CURLE_PARTIAL_FILE CURLE_UNSUPPORTED_PROTOCOL CURLE_URL_MALFORMAT "
    .. "CURLE_WRITE_ERROR CURLE_SSL_CONNECT_ERROR CURLOPT_CUSTOMREQUEST "
    .. "CURLOPT_ERRORBUFFER CURLOPT_HTTPHEADER CURLOPT_NOBODY CURLOPT_POST "
    .. "CURLOPT_PROXY CURLOPT_SSLCERT CURLOPT_SSLVERSION CURLOPT_TIMEOUT "
    .. "CURLOPT_URL CURLOPT_USERAGENT CURLOPT_VERBOSE "
    .. "CURLOPT_WRITEFUNCTION CURLOPT_READFUNCTION curl_easy_cleanup "
    .. "curl_easy_init curl_easy_setopt curl_free curl_getdate "
    .. "curl_slist_append curl_slist_free_all",
  ["7.4.1"] = "CURLINFO_HEADER_SIZE CURLINFO_REQUEST_SIZE curl_easy_getinfo "
    .. "CURL_ERROR_SIZE CURLMSG_DONE",
  ["7.4.2"] = "CURLOPT_CAINFO CURLOPT_SSL_VERIFYPEER",
  ["7.7"] = "CURLOPT_FRESH_CONNECT",
  ["7.7.2"] = "CURLOPT_HEADERFUNCTION",
  ["7.8"] = "curl_global_init CURL_GLOBAL_DEFAULT",
  ["7.8.1"] = "CURLOPT_SSL_VERIFYHOST",
  ["7.9.1"] = "CURLE_GOT_NOTHING CURLOPT_HTTP_VERSION CURL_HTTP_VERSION_1_1",
  ["7.9.3"] = "CURLOPT_SSLKEY CURLOPT_KEYPASSWD",
  ["7.9.6"] = "CURLINFO_DATA_OUT CURLINFO_HEADER_IN CURLINFO_HEADER_OUT "
    .. "CURLM_OK CURLM_OUT_OF_MEMORY CURLOPT_DEBUGDATA CURLOPT_DEBUGFUNCTION "
    .. "curl_multi_add_handle curl_multi_cleanup curl_multi_info_read "
    .. "curl_multi_init curl_multi_perform curl_multi_remove_handle",
  ["7.9.7"] = "CURLOPT_WRITEDATA CURLOPT_READDATA",
  ["7.9.8"] = "CURLOPT_CAPATH",
  ["7.10"] = "CURLE_RECV_ERROR CURLE_SEND_ERROR CURLE_SSL_CERTPROBLEM "
    .. "CURLE_SSL_CIPHER CURLE_BAD_CONTENT_ENCODING CURLOPT_HEADERDATA "
    .. "CURLOPT_NOSIGNAL CURLOPT_PRIVATE CURLOPT_BUFFERSIZE "
    .. "curl_version_info CURLVERSION_NOW",
  ["7.10.3"] = "CURLINFO_PRIVATE",
  ["7.10.6"] = "CURLOPT_HTTPAUTH CURLAUTH_NTLM CURL_VERSION_NTLM",
  ["7.10.7"] = "CURLINFO_HTTP_CONNECTCODE",
  ["7.10.8"] = "CURLINFO_RESPONSE_CODE CURLE_FILESIZE_EXCEEDED "
    .. "CURL_VERSION_SPNEGO",
  ["7.11.0"] = "CURLOPT_MAXFILESIZE_LARGE CURLOPT_POSTFIELDSIZE_LARGE",
  ["7.12.0"] = "curl_easy_strerror curl_multi_strerror",
  ["7.12.1"] = "curl_easy_reset CURL_READFUNC_ABORT",
  ["7.12.2"] = "CURLINFO_OS_ERRNO",
  ["7.12.3"] = "CURLE_SEND_FAIL_REWIND CURLINFO_NUM_CONNECTS",
  ["7.15.4"] = "curl_multi_setopt curl_multi_socket_action "
    .. "CURLMOPT_SOCKETDATA CURLMOPT_SOCKETFUNCTION CURL_POLL_IN "
    .. "CURL_POLL_INOUT CURL_POLL_OUT CURL_SOCKET_TIMEOUT CURL_SOCKET_BAD",
  ["7.16.0"] = "CURLE_SSL_CACERT_BADFILE CURLMOPT_PIPELINING "
    .. "CURLMOPT_TIMERDATA CURLMOPT_TIMERFUNCTION",
  ["7.16.2"] = "CURLOPT_CONNECTTIMEOUT_MS CURLOPT_TIMEOUT_MS",
  ["7.16.3"] = "CURLMOPT_MAXCONNECTS CURL_CSELECT_ERR CURL_CSELECT_IN "
    .. "CURL_CSELECT_OUT",
  ["7.17.0"] = "CURLE_OPERATION_TIMEDOUT",
  ["7.17.1"] = "CURLE_PEER_FAILED_VERIFICATION CURLOPT_OPENSOCKETDATA "
    .. "CURLOPT_OPENSOCKETFUNCTION CURLOPT_COPYPOSTFIELDS",
  ["7.18.0"] = "CURLOPT_SEEKFUNCTION",
  ["7.19.5"] = "CURL_SEEKFUNC_FAIL",
  ["7.19.1"] = "CURLOPT_PASSWORD CURLOPT_USERNAME",
  ["7.19.4"] = "CURLOPT_NOPROXY",
  ["7.21.6"] = "CURLOPT_ACCEPT_ENCODING",
  ["7.21.7"] = "CURLOPT_CLOSESOCKETDATA CURLOPT_CLOSESOCKETFUNCTION",
  ["7.25.0"] = "CURLOPT_TCP_KEEPALIVE",
  ["7.33.0"] = "CURL_HTTP_VERSION_2_0",
  ["7.34.0"] = "CURL_SSLVERSION_TLSv1_2",
  ["7.38.0"] = "CURLAUTH_NEGOTIATE CURLE_HTTP2",
  ["7.42.0"] = "CURLOPT_PATH_AS_IS",
  ["7.43.0"] = "CURLOPT_PIPEWAIT CURLPIPE_MULTIPLEX",
  ["7.47.0"] = "CURL_HTTP_VERSION_2TLS",
  ["7.49.0"] = "CURLE_HTTP2_STREAM",
  ["7.50.0"] = "CURLINFO_HTTP_VERSION",
  ["7.51.0"] = "CURLE_WEIRD_SERVER_REPLY",
  ["7.52.0"] = "CURLINFO_SCHEME",
  ["7.54.0"] = "CURLOPT_SUPPRESS_CONNECT_HEADERS",
  ["7.55.0"] = "CURLINFO_SIZE_DOWNLOAD_T CURLINFO_SIZE_UPLOAD_T",
  ["7.61.0"] = "CURLOPT_DISALLOW_USERNAME_IN_URL CURLINFO_APPCONNECT_TIME_T "
    .. "CURLINFO_PRETRANSFER_TIME_T",
  ["7.62.0"] = "curl_url curl_url_cleanup curl_url_get curl_url_set "
    .. "CURLUE_BAD_PORT_NUMBER CURLUE_MALFORMED_INPUT CURLUE_OK "
    .. "CURLUE_OUT_OF_MEMORY CURLUE_UNSUPPORTED_SCHEME "
    .. "CURLUE_USER_NOT_ALLOWED CURLUPART_FRAGMENT CURLUPART_HOST "
    .. "CURLUPART_PORT CURLUPART_SCHEME CURLUPART_URL CURLU_DEFAULT_PORT "
    .. "CURLU_DISALLOW_USER",
  ["7.66.0"] = "curl_multi_poll",
  ["7.68.0"] = "curl_multi_wakeup",
  ["7.71.0"] = "CURL_BLOB_NOCOPY",
  ["7.73.0"] = "CURLE_PROXY",
  ["7.77.0"] = "CURLOPT_CAINFO_BLOB",
  ["7.80.0"] = "curl_url_strerror",
  ["7.81.0"] = "CURLUE_BAD_SCHEME",
  ["7.85.0"] = "CURLOPT_PROTOCOLS_STR",
  ["7.87.0"] = "CURLOPT_QUICK_EXIT",
}

local function order(version)
  local a, b, c = version:match "^(%d+)%.(%d+)%.?(%d*)$"
  return tonumber(a) * 10000 + tonumber(b) * 100 + (tonumber(c) or 0)
end

local function known()
  local since = {}
  for version, names in pairs(SINCE) do
    for name in names:gmatch "%S+" do since[name] = version end
  end
  return since
end

-- Names of libcurl's in the sources, to the file they stand in; comments and
-- texts do not count.
local function used()
  local names = {}
  local pipe = assert(io.popen("ls src/core/*.[ch] src/*.[ch] "
    .. "src/sandbox/*.[ch]"))
  for path in pipe:lines() do
    local file = assert(io.open(path))
    local text = file:read "a":gsub("/%*.-%*/", ""):gsub('"[^"\n]*"', '""')
    file:close()
    for name in text:gmatch "%f[%w_]CURL%u*_[%w_]+" do
      names[name] = path
    end
    for name in text:gmatch "%f[%w_](curl_[%l_]+)%s*%(" do
      names[name] = path
    end
  end
  pipe:close()
  return names
end

describe("libcurl", function()
  it("need not be younger than what we claim", function()
    local since, count = known(), 0
    for name, path in pairs(used()) do
      local version = since[name]
      assert.truthy(version, name .. " in " .. path .. " is not listed")
      assert.is_true(order(version) <= order(CLAIMED), name .. " in "
        .. path .. " came with " .. version)
      count = count + 1
    end
    assert.is_true(count > 80)
  end)

  it("is claimed where users look", function()
    local file = assert(io.open "README.md")
    local text = file:read "a"
    file:close()
    assert.matches("7%.87", text)
  end)
end)
