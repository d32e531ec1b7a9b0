package httpwire.split

/**
 * Where httpwire does not do what the strict grammar of RFC 9112 says, or where the RFC leaves a choice. [Reference]
 * reads as httpwire does if it has all of them, and without one as [otherwise] says.
 */
internal enum class Decision(val decided: String, val otherwise: String) {
    BARE_LF("a bare LF ends a line of a head (RFC 9112 2.2 allows it)", "the line is malformed"),
    BLANKS_IN_STATUS_LINE(
        "blanks between the parts of a status line may be many, or tabs, and none need follow the status (RFC 9112 4)",
        "there is one space",
    ),
    CONTROLS_KEPT("control characters but CR, LF and NUL are kept (RFC 9110 5.5)", "the line is malformed"),
    CR_AND_NUL_REFUSED("a bare CR or a NUL in a line is refused (RFC 9112 2.2, RFC 9110 5.5)", "it is read as a space"),
    LEADING_BLANKS_REFUSED(
        "a blank before the first field is refused (RFC 9112 2.2)",
        "lines that begin with one are passed over",
    ),
    LOW_STATUS_REFUSED("a status below 100 is refused (RFC 9110 15)", "it is a status"),
    EQUAL_LENGTHS("equal Content-Length values are one (RFC 9112 6.3)", "more than one value is refused"),
    BOTH_FRAMINGS_REFUSED(
        "Transfer-Encoding with Content-Length is refused (RFC 9112 6.3 says it ought to be)",
        "the length does not count",
    ),
    OTHER_CODINGS_REFUSED(
        "any transfer coding but one chunked is refused",
        "a body whose last coding is not chunked ends with the connection (RFC 9112 6.3)",
    ),
    OLD_CODINGS_REFUSED("Transfer-Encoding in HTTP/1.0 is refused (RFC 9112 6.1: the framing is faulty)", "it counts"),
    EXTENSIONS_PASSED_OVER(
        "a chunk extension is anything after a semicolon without CR, LF and NUL",
        "it has the grammar of RFC 9112 7.1.1",
    ),
    SIZES_BOUNDED("a length or size above 2^63-1 is refused", "it is a number as any other"),
}
