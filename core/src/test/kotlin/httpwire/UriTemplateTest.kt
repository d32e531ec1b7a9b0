package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll

/** The variables of RFC 6570 §3.2. */
private val VARIABLES: Map<String, Any?> = mapOf(
    "count" to listOf("one", "two", "three"),
    "dom" to listOf("example", "com"),
    "dub" to "me/too",
    "hello" to "Hello World!",
    "half" to "50%",
    "var" to "value",
    "who" to "fred",
    "base" to "http://example.com/home/",
    "path" to "/foo/bar",
    "list" to listOf("red", "green", "blue"),
    "keys" to linkedMapOf("semi" to ";", "dot" to ".", "comma" to ","),
    "v" to "6",
    "x" to "1024",
    "y" to "768",
    "empty" to "",
    "empty_keys" to emptyMap<String, String>(),
    "undef" to null,
)

/** RFC 6570 §3.2.1 to §3.2.9, every example. */
private val EXAMPLES = """
    {count}             one,two,three
    {count*}            one,two,three
    {/count}            /one,two,three
    {/count*}           /one/two/three
    {;count}            ;count=one,two,three
    {;count*}           ;count=one;count=two;count=three
    {?count}            ?count=one,two,three
    {?count*}           ?count=one&count=two&count=three
    {&count*}           &count=one&count=two&count=three
    {var}               value
    {hello}             Hello%20World%21
    {half}              50%25
    O{empty}X           OX
    O{undef}X           OX
    {x,y}               1024,768
    {x,hello,y}         1024,Hello%20World%21,768
    ?{x,empty}          ?1024,
    ?{x,undef}          ?1024
    ?{undef,y}          ?768
    {var:3}             val
    {var:30}            value
    {list}              red,green,blue
    {list*}             red,green,blue
    {keys}              semi,%3B,dot,.,comma,%2C
    {keys*}             semi=%3B,dot=.,comma=%2C
    {+var}              value
    {+hello}            Hello%20World!
    {+half}             50%25
    {base}index         http%3A%2F%2Fexample.com%2Fhome%2Findex
    {+base}index        http://example.com/home/index
    O{+empty}X          OX
    O{+undef}X          OX
    {+path}/here        /foo/bar/here
    here?ref={+path}    here?ref=/foo/bar
    up{+path}{var}/here up/foo/barvalue/here
    {+x,hello,y}        1024,Hello%20World!,768
    {+path,x}/here      /foo/bar,1024/here
    {+path:6}/here      /foo/b/here
    {+list}             red,green,blue
    {+list*}            red,green,blue
    {+keys}             semi,;,dot,.,comma,,
    {+keys*}            semi=;,dot=.,comma=,
    {#var}              #value
    {#hello}            #Hello%20World!
    {#half}             #50%25
    foo{#empty}         foo#
    foo{#undef}         foo
    {#x,hello,y}        #1024,Hello%20World!,768
    {#path,x}/here      #/foo/bar,1024/here
    {#path:6}/here      #/foo/b/here
    {#list}             #red,green,blue
    {#list*}            #red,green,blue
    {#keys}             #semi,;,dot,.,comma,,
    {#keys*}            #semi=;,dot=.,comma=,
    {.who}              .fred
    {.who,who}          .fred.fred
    {.half,who}         .50%25.fred
    www{.dom*}          www.example.com
    X{.var}             X.value
    X{.empty}           X.
    X{.undef}           X
    X{.var:3}           X.val
    X{.list}            X.red,green,blue
    X{.list*}           X.red.green.blue
    X{.keys}            X.semi,%3B,dot,.,comma,%2C
    X{.keys*}           X.semi=%3B.dot=..comma=%2C
    X{.empty_keys}      X
    X{.empty_keys*}     X
    {/who}              /fred
    {/who,who}          /fred/fred
    {/half,who}         /50%25/fred
    {/who,dub}          /fred/me%2Ftoo
    {/var}              /value
    {/var,empty}        /value/
    {/var,undef}        /value
    {/var,x}/here       /value/1024/here
    {/var:1,var}        /v/value
    {/list}             /red,green,blue
    {/list*}            /red/green/blue
    {/list*,path:4}     /red/green/blue/%2Ffoo
    {/keys}             /semi,%3B,dot,.,comma,%2C
    {/keys*}            /semi=%3B/dot=./comma=%2C
    {;who}              ;who=fred
    {;half}             ;half=50%25
    {;empty}            ;empty
    {;v,empty,who}      ;v=6;empty;who=fred
    {;v,bar,who}        ;v=6;who=fred
    {;x,y}              ;x=1024;y=768
    {;x,y,empty}        ;x=1024;y=768;empty
    {;x,y,undef}        ;x=1024;y=768
    {;hello:5}          ;hello=Hello
    {;list}             ;list=red,green,blue
    {;list*}            ;list=red;list=green;list=blue
    {;keys}             ;keys=semi,%3B,dot,.,comma,%2C
    {;keys*}            ;semi=%3B;dot=.;comma=%2C
    {?who}              ?who=fred
    {?half}             ?half=50%25
    {?x,y}              ?x=1024&y=768
    {?x,y,empty}        ?x=1024&y=768&empty=
    {?x,y,undef}        ?x=1024&y=768
    {?var:3}            ?var=val
    {?list}             ?list=red,green,blue
    {?list*}            ?list=red&list=green&list=blue
    {?keys}             ?keys=semi,%3B,dot,.,comma,%2C
    {?keys*}            ?semi=%3B&dot=.&comma=%2C
    {&who}              &who=fred
    {&half}             &half=50%25
    ?fixed=yes{&x}      ?fixed=yes&x=1024
    {&x,y,empty}        &x=1024&y=768&empty=
    {&x,y,undef}        &x=1024&y=768
    {&var:3}            &var=val
    {&list}             &list=red,green,blue
    {&list*}            &list=red&list=green&list=blue
    {&keys}             &keys=semi,%3B,dot,.,comma,%2C
    {&keys*}            &semi=%3B&dot=.&comma=%2C
""".trimIndent().lines().map {
    it.split(Regex(" +"))
}

private val OTHERS = listOf(
    Triple("{a}", mapOf("a" to "\u00e9\ud83d\ude00"), "%C3%A9%F0%9F%98%80"),
    Triple("{a:2}", mapOf("a" to "\ud83d\ude00\u00e9x"), "%F0%9F%98%80%C3%A9"),
    Triple("{a:9999}", mapOf("a" to "b"), "b"),
    Triple("{a:9999}", mapOf("a" to "\ud83d\ude00"), "%F0%9F%98%80"),
    Triple("{+a}", mapOf("a" to "%2f%2G%%41%4"), "%2f%252G%25%41%254"),
    Triple("{a}", mapOf("a" to "%2f"), "%252f"),
    Triple("{a,b}", mapOf("a" to 1, "b" to 2.5), "1,2.5"),
    Triple("{a,b}", mapOf("a" to true, "b" to 'c'), "true,c"),
    Triple("{?a*}", mapOf("a" to arrayOf("b", null, "c")), "?a=b&a=c"),
    Triple("{?a*}", mapOf("a" to listOf(null)), ""),
    Triple("{?a}", mapOf("a" to emptyList<String>()), ""),
    Triple("{?a*}", mapOf("a" to mapOf("b" to null, "c" to "")), "?c="),
    Triple("{;a*}", mapOf("a" to mapOf("b" to "", "c d" to "e&f")), ";b;c%20d=e%26f"),
    Triple("{?a*}", mapOf("a" to setOf("b")), "?a=b"),
    Triple("{a.b,c_1}", mapOf("a.b" to "x", "c_1" to "y"), "x,y"),
    Triple("{a}{b}", mapOf("a" to "{b}", "b" to "c"), "%7Bb%7Dc"),
    Triple("/\u00e9/\ud83d\ude00", mapOf(), "/%C3%A9/%F0%9F%98%80"),
    Triple("/a%20b", mapOf(), "/a%20b"),
    Triple("", mapOf(), ""),
)

private val MALFORMED =
    listOf("{", "}", "a}b", "{a", "{a}}", "{{a}", "{}", "{+}", "{,}", "{a,}", "{,a}", "{a b}", "{a:}") +
        listOf("{a:0}", "{a:x}", "{a:01}", "{a:10000}", "{a:-1}", "{a:1*}") +
        listOf("{a**}", "{*}", "{a*b}", "{=a}", "{!a}", "{@a}", "{|a}") +
        listOf("{a-b}", "{.}", "{a..b}", "{a.}", "{a/b}", "{\u00e9}", "{a\n}", "{a%41}", "{a:99999999999999999999}")

/** Whether the template's host is literal; only then can no variable change it. */
private val HOSTS = mapOf(
    "http://a" to true,
    "http://a/{x}" to true,
    "http://a{/x}" to true,
    "http://a{/x}{?x}" to true,
    "http://a{?x}" to true,
    "http://a{#x}" to true,
    "http://a{/x}/b" to true,
    "HTTPS://a:81/{+x}" to true,
    "http://a?{x}" to true,
    "http://a#{x}" to true,
    "{x}" to false,
    "{+x}" to false,
    "{+x}/b" to false,
    "{x}://a/" to false,
    "http{x}://a/" to false,
    "http:{/x}{/x}" to false,
    "http:/{x}" to false,
    "http://{x}" to false,
    "http://{x}/" to false,
    "http://{+x}/" to false,
    "http://a{x}/" to false,
    "http://a.{x}/" to false,
    "http://a{+x}" to false,
    "http://a{.x}/" to false,
    "http://a{;x}" to false,
    "http://a{&x}" to false,
    "http://a:{x}/" to false,
    "http://a{/x}b" to false,
    "http://a{/x}{+x}" to false,
    "http://a{/x}.b/" to false,
    "http://a{?x}@b/" to false,
    "ftp://a/{x}" to false,
    "/{x}" to false,
)

private val HOSTILE = listOf(
    "@evil.test", "evil.test", ".evil.test", "//evil.test", "/", "\\", ":81", "?", "#", "%2F", "\r\n", " ", "\u00e9",
    "{x}", "http://evil.test/",
)

class UriTemplateTest :
    FunSpec({
        withTests(nameFn = { (template, text) -> "$template is $text" }, EXAMPLES) { (template, text) ->
            UriTemplate.expand(template, VARIABLES) shouldBe text
        }

        withTests(nameFn = { (template, variables, _) ->
            "$template with $variables"
        }, OTHERS) { (template, values, text) ->
            UriTemplate.expand(template, values) shouldBe text
        }

        withTests(nameFn = { "malformed: ${shown(it)}" }, MALFORMED) { template ->
            val values = mapOf("a" to "b")
            val failure = shouldThrow<HttpException.InvalidUrl> { HttpUrl.expand("http://h/$template", values) }
            failure.message!! shouldContain "the URL template has "
            failure.message!!.all { it in ' '..'~' } shouldBe true
        }

        test("values that no expression can hold are refused by the variable's name, and not shown") {
            val secret = listOf("secret")
            val values =
                listOf(listOf(secret), mapOf("b" to secret), mapOf(secret to "b"), intArrayOf(1), "secret\ud83d")
            for (value in values) {
                val failure = shouldThrow<IllegalArgumentException> { UriTemplate.expand("{a}", mapOf("a" to value)) }
                failure.message!! shouldContain "the variable a "
                failure.message!! shouldNotContain "secret"
            }
            shouldThrow<IllegalArgumentException> {
                UriTemplate.expand("{a:1}", mapOf("a" to secret))
            }.message!! shouldBe
                "the variable a can't be cut to a prefix: it has members"
            shouldThrow<IllegalArgumentException> { UriTemplate.expand("/\ud83d", mapOf<String, Any>()) }
        }

        withTests(
            nameFn = { (template, isLiteral) ->
                "$template has ${if (isLiteral) "a literal host" else "no literal host"}"
            },
            HOSTS.entries.toList(),
        ) { (template, isLiteral) ->
            for (value in HOSTILE + null) {
                withClue(shown("$value")) {
                    if (isLiteral) {
                        val authority = Regex("//(a(?::81)?)").find(template)!!.groupValues[1]
                        val scheme = template.substringBefore(':').lowercase()
                        HttpUrl.expand(template, mapOf("x" to value)).origin().toString() shouldBe
                            "$scheme://$authority"
                    } else {
                        shouldThrow<HttpException.InvalidUrl> { HttpUrl.expand(template, mapOf("x" to value)) }
                    }
                }
            }
        }

        test("no variable changes the host, whatever it is") {
            val templates = HOSTS.filterValues {
                it
            }.keys.map { it.lowercase().replace(":81", "").replace("https", "http") }
            checkAll(5_000, Arb.element(templates), Arb.string(0..12)) { template, value ->
                val url = try {
                    HttpUrl.expand(template, mapOf("x" to value))
                } catch (_: IllegalArgumentException) {
                    null
                }
                (url?.origin() ?: Origin.http("a")) shouldBe Origin.http("a")
            }
        }

        test("a template is a whole URL, its host in any script") {
            val values = mapOf("id" to 7, "tags" to listOf("a b", "c"), "name" to "x/y")
            fun expanded(template: String) = HttpUrl.expand(template, values).toString()
            expanded("https://a.test/users/{id}{?tags*,page}") shouldBe "https://a.test/users/7?tags=a%20b&tags=c"
            expanded("https://a.test/{name}/{id}.json") shouldBe "https://a.test/x%2Fy/7.json"
            expanded("https://a.test{/name,id}#{id}") shouldBe "https://a.test/x%2Fy/7"
            expanded("https://a.test/{+name}{#id}") shouldBe "https://a.test/x/y"
            expanded("http://b\u00fccher.example/\u00fc{?id}") shouldBe "http://xn--bcher-kva.example/%C3%BC?id=7"
            expanded("http://a.test") shouldBe "http://a.test/"
        }

        test("no variable makes a path segment of dots") {
            val templates =
                listOf("http://a/b/{x}", "http://a/{x}/b", "http://a{/x}", "http://a/b/{+x}?c", "http://a/{+x}/b")
            for (template in templates) {
                for (value in listOf(".", "..")) {
                    shouldThrow<IllegalArgumentException> {
                        HttpUrl.expand(template, mapOf("x" to value))
                    }.message shouldBe
                        "a path segment can't be '$value': servers and proxies would take it for another path"
                }
            }
            for (value in listOf("%2e", "%2E.", ".%2e", "b/../c", "/..", "./", "../?d")) {
                shouldThrow<IllegalArgumentException> { HttpUrl.expand("http://a/{+x}", mapOf("x" to value)) }
            }
            shouldThrow<IllegalArgumentException> { HttpUrl.expand("http://a/.{x}", mapOf("x" to ".")) }
            HttpUrl.expand("http://a/{x}", mapOf("x" to "%2e")).target() shouldBe "/%252e"
            HttpUrl.expand("http://a/{x}", mapOf("x" to "...")).target() shouldBe "/..."
            HttpUrl.expand("http://a/b?x={x}", mapOf("x" to "/../")).target() shouldBe "/b?x=%2F..%2F"
        }

        test("what a template has besides its expressions is read as in any URL") {
            val templates =
                listOf("http://a b/{x}", "http://u@a/{x}", "http://a/b c", "http://a/\u0000{x}", "http:///{x}")
            for (template in templates) {
                shouldThrow<HttpException.InvalidUrl> { HttpUrl.expand(template, mapOf("x" to "y")) }
            }
        }
    })

private fun shown(text: String) = text.map { if (it in ' '..'~') "$it" else "<%X>".format(it.code) }.joinToString("")
