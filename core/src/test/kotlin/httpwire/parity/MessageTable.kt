package httpwire.parity

/** Responses that each say one thing; every one is also read in pieces and damaged. */
internal object MessageTable {
    private val HEADS =
        listOf(
            "HTTP/1.1 200 OK",
            "HTTP/1.1 200",
            "HTTP/1.1 200 ",
            "HTTP/1.1  200  OK ",
            "HTTP/1.1\t200\tOK",
            "HTTP/1.0 200 OK",
            "HTTP/1.2 200 OK",
            "HTTP/1.9 200 OK",
            "HTTP/1.10 200 OK",
            "HTTP/1. 200 OK",
            "HTTP/1 200 OK",
            "HTTP/0.9 200 OK",
            "HTTP/2.0 200 OK",
            "HTTP/2 200",
            "HTTP/11 200 OK",
            "http/1.1 200 OK",
            " HTTP/1.1 200 OK",
            "HTTP/1.1 99 low",
            "HTTP/1.1 099 low",
            "HTTP/1.1 1000 high",
            "HTTP/1.1 0200 OK",
            "HTTP/1.1 +200 OK",
            "HTTP/1.1 2_0 OK",
            "HTTP/1.1 20x OK",
            "HTTP/1.1 \u0662\u0660\u0660".take(9) + "\u00b2\u00b2\u00b2 superscript",
            "HTTP/1.1",
            "HTTP/1.1 ",
            "HTTP/",
            "",
            "\r\nHTTP/1.1 200 OK",
            "SSH-2.0-OpenSSH_9.2p1",
            "\u0015\u0003\u0001\u0000\u0002\u0002F",
            "HTTP/1.1 200 O\rK",
            "HTTP/1.1 200 O\u0000K",
            "HTTP/1.1\u000b200\u000cOK",
            "HTTP/1.1\u00a0200 OK",
            "HTTP/1.1 200 OK\u000b\u0085",
            "HTTP/1.1 200 \u001c",
            "HTTP/1.1 200 " + "r".repeat(65_521),
            "HTTP/1.1 200 " + "r".repeat(65_522),
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK",
            "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 None",
            "HTTP/1.1 199 Odd\r\n\r\nHTTP/1.1 404 Not Found",
            "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(3) + "HTTP/1.1 200 OK",
            "HTTP/1.1 100 Continue\r\n\r\n".repeat(100) + "HTTP/1.1 200 OK",
            "HTTP/1.1 100 Continue\r\n\r\n".repeat(101) + "HTTP/1.1 200 OK",
        ).map { "$it\r\nContent-Length: 2\r\n\r\nhi" } +
            listOf(
                "HTTP/1.1 103 Early Hints\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nA",
                "H",
                "HTTP/1.1 200 OK",
                "",
            )

    private val FIELDS =
        listOf(
            "A: b\nB: c",
            "A:b\r\nB:   c \t",
            "A: b\r\n c\r\n\td",
            "A:\r\n b",
            "A: b\r\n \r\n c",
            " folded: first",
            ": no name",
            "no colon",
            "No colon\r\nContent-Length: 1",
            "Space : x",
            "B\u00e4d: x",
            "A: \u00e4\u00ff",
            "A: b\u0000",
            "A: b\rc",
            "A: b\r\r",
            "A: \u0001\u007f",
            "A\u0001: b",
            "A(: b",
            "X: ${"v".repeat(65_531)}",
            "X: ${"v".repeat(65_532)}",
            List(99 - 1) { "X-$it: y" }.joinToString("\r\n"),
            List(99) { "X-$it: y" }.joinToString("\r\n"),
            List(999) { "X-$it: y" }.joinToString("\r\n"),
            List(1000) { "X-$it: y" }.joinToString("\r\n"),
            List(5) { "X-$it: ${"y".repeat(60_000)}" }.joinToString("\r\n"),
        ).map { "HTTP/1.1 200 OK\r\n$it\r\nContent-Length: 2\r\n\r\nhi" }

    private val VERSIONS = listOf("HTTP/1.0", "HTTP/1.1")
    private val CONNECTIONS =
        listOf(
            "close",
            "Close",
            "keep-alive",
            "Keep-Alive, close",
            "close, keep-alive",
            "closed",
            "x-close-y",
            "not-keep-alive",
            "x\r\nConnection: close",
            "x\r\nConnection: keep-alive",
            "",
            ",",
        ).map { "Connection: $it\r\n" } +
            listOf(
                "Keep-Alive: 300\r\n",
                "Keep-Alive:\r\n",
                "Proxy-Connection: keep-alive\r\n",
                "Proxy-Connection: x-keep-alive\r\n",
                "",
            )

    private val LASTING = VERSIONS.flatMap { version ->
        CONNECTIONS.map { "$version 200 OK\r\n${it}Content-Length: 2\r\n\r\nhi" }
    }

    private val FRAMINGS =
        listOf(
            "Content-Length: 2",
            "Content-Length: 02",
            "Content-Length: 2, 2",
            "Content-Length: 2\r\nContent-Length: 2",
            "Content-Length: 2\r\nContent-Length: 3",
            "Content-Length: 3\r\nContent-Length: 2",
            "Content-Length: 2,",
            "Content-Length: +2",
            "Content-Length: -2",
            "Content-Length: 2x",
            "Content-Length: 0x2",
            "Content-Length: 1_0",
            "Content-Length: 2.0",
            "Content-Length: \u00b2",
            "Content-Length:",
            "Content-Length: 9223372036854775807",
            "Content-Length: 9223372036854775808",
            "Content-Length: 99999999999999999999999",
            "Content-Length: 10",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked;q=1",
            "Transfer-Encoding: identity",
            "Transfer-Encoding:",
            "Transfer-Encoding: , chunked ,",
            "Transfer-Encoding: chunked \t",
            "Transfer-Encoding:\r\n chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 2",
            "Content-Length: 2\r\nTransfer-Encoding: chunked",
            "X: y",
        )
    private val FRAMED =
        VERSIONS.flatMap { version ->
            FRAMINGS.flatMap { framing ->
                listOf("200", "204").map { "$version $it OK\r\n$framing\r\n\r\n2\r\nhi\r\n0\r\n\r\n" }
            }
        }

    private val CHUNKS =
        listOf(
            "2\r\nhi\r\n0\r\n\r\n",
            "2\r\nhi\r\n0\r\n\r\nsurplus",
            "2\nhi\r\n0\r\n\r\n",
            "2\r\nhi\n0\r\n\r\n",
            "2\r\nhi\r\n0\n\r\n",
            "2\r\nhi\r\n0\r\n\n",
            "2\r\nhi\r\n0\r\n",
            "2\r\nhi\r\n0",
            "2\r\nhi\r\n",
            "2\r\nhi\r",
            "2\r\nhi",
            "2\r\nh",
            "2\r\n",
            "2",
            "",
            "\r\n",
            "+2\r\nhi\r\n0\r\n\r\n",
            "-2\r\nhi\r\n0\r\n\r\n",
            "0x2\r\nhi\r\n0\r\n\r\n",
            " 2 \r\nhi\r\n0\r\n\r\n",
            "2\u000b\r\nhi\r\n0\r\n\r\n",
            "0_2\r\nhi\r\n0\r\n\r\n",
            "g\r\nhi\r\n0\r\n\r\n",
            "2;e\u0000\r\nhi\r\n0\r\n\r\n",
            "2;e\rf\r\nhi\r\n0\r\n\r\n",
            "2;\r\nhi\r\n0\r\n\r\n",
            "2hi\r\n0\r\n\r\n",
            "2\r\nhixx0\r\n\r\n",
            "2\r\nhi\r\nxx\r\n0\r\n\r\n",
            "00000000000000002\r\nhi\r\n00000000000000000000\r\n\r\n",
            "8000000000000000\r\nhi\r\n0\r\n\r\n",
            "fffffffffffffffff\r\nhi\r\n0\r\n\r\n",
            "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n",
            "2;${"e".repeat(4_092)}\r\nhi\r\n0\r\n\r\n",
            "2;${"e".repeat(4_093)}\r\nhi\r\n0\r\n\r\n",
            "2;${"e".repeat(65_533)}\r\nhi\r\n0\r\n\r\n",
            "1;${"e".repeat(4_000)}\r\nx\r\n".repeat(6) + "0\r\n\r\n",
            "2\r\nhi\r\n0\r\nA: b\r\n\tc\r\n\r\n",
            "2\r\nhi\r\n0\r\nNo colon\r\n\r\n",
            "2\r\nhi\r\n0\r\n fold\r\n\r\n",
            "2\r\nhi\r\n0\r\nA: b\n\r\n",
            "2\r\nhi\r\n0\r\nT: ${"t".repeat(65_532)}\r\n\r\n",
            "2\r\nhi\r\n0\r\n${"T: ${"t".repeat(1000)}\r\n".repeat(20)}\r\n",
            "2\r\nhi\r\n0\r\n${"T: t\r\n".repeat(101)}\r\n",
            "2\r\nhi\r\n0\r\n${"T: t\r\n".repeat(1001)}\r\n",
        ).map { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n$it" }

    /** Their framing depends on the method. */
    private val BY_METHOD: List<Message> =
        listOf("HEAD", "CONNECT", "head").flatMap { method ->
            FRAMINGS.map { Message("HTTP/1.1 200 OK\r\n$it\r\n\r\n2\r\nhi\r\n0\r\n\r\n", method) }
        }

    val ALL: List<Message> = (HEADS + FIELDS + LASTING + FRAMED + CHUNKS).map { Message(it) } + BY_METHOD
}
