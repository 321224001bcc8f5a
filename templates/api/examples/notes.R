# Needs httr2, which brings jsonlite. ANNOTATE_SITE is the site's address, ANNOTATE_TOKEN an access token.
library(httr2)
given <- commandArgs(trailingOnly = TRUE)
trial <- if (length(given) > 0) given[1] else "NCT04561557"
quote <- if (length(given) > 1) given[2] else "CT103A"

api <- function(...) {
  request(paste0(Sys.getenv("ANNOTATE_SITE"), "/api", ...)) |>
    req_headers(Authorization = paste("Bearer", Sys.getenv("ANNOTATE_TOKEN")))
}
answer <- function(request) resp_body_json(req_perform(request))

# A note on a quote (write). Offsets count code points of the version's text; so does R with UTF-8.
number <- answer(api("/trials/", trial))$current_version
text <- answer(api("/trials/", trial, "/versions/", number))$text
start <- regexpr(quote, text, fixed = TRUE)[1] - 1
note <- api("/trials/", trial, "/notes") |>
  req_body_json(list(
    client_key = "R example", # sent again, it makes no second note
    version = number,
    passage = list(start = start, end = start + nchar(quote), exact = quote),
    body = "Which dose?",
    tags = list("example")
  )) |>
  answer()
cat("note", note$id, "\n")

# All notes, page by page (read).
after <- ""
while (!is.null(after)) {
  page <- answer(api("/notes") |> req_url_query(limit = 100, after = after))
  for (each in page$notes) {
    words <- if (is.null(each$passage)) "whole trial" else each$passage$exact
    cat(each$trial, words, each$body, sep = "\t")
    cat("\n")
  }
  after <- page$`next`
}

# A link over the note for a week (share). The passcode is in this answer alone: send it by another way than the address.
until <- format(Sys.time() + 7 * 24 * 3600, "%Y-%m-%dT%H:%M:%SZ", tz = "UTC")
made <- api("/links") |>
  req_body_json(list(client_key = "R example", name = "Bob", notes = list(note$id), expires_at = until)) |>
  answer()
cat("link", made$link$address, "\n")

# The replies under the note (read).
for (thread in answer(api("/threads") |> req_url_query(note = note$id))$threads) {
  for (reply in thread$replies) cat(reply$who, ": ", reply$body, "\n", sep = "")
}

# All notes as a file (read).
api("/notes/export") |> req_url_query(format = "csv") |> req_perform(path = "notes.csv")
cat("notes.csv\n")
