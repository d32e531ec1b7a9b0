package httpwire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class DeliveryTest : FunSpec({
    test("only what was never sent is sent again without a doubt") {
        Delivery.Stage.entries.filter { Delivery(it, 0).isResendSafe } shouldBe listOf(Delivery.Stage.NOTHING_SENT)
    }

    test("each stage in words") {
        Delivery.Stage.entries.map { Delivery(it, 7).toString() } shouldBe
            listOf("nothing sent", "head sent", "7 body bytes sent", "response begun")
    }

    test("the circumstances in words") {
        val delivery = Delivery(Delivery.Stage.HEAD_SENT, 0)
        Circumstances(Phase.HEAD, "example.com:443", true, 120, 3, delivery).toString() shouldBe
            "while reading the response head, example.com:443 (reused), 120 bytes sent, 3 received, head sent"
        Circumstances(Phase.CONNECT, "a:80", false, 0, 0, Delivery(Delivery.Stage.NOTHING_SENT, 0)).toString() shouldBe
            "while connecting, a:80, 0 bytes sent, 0 received, nothing sent"
    }

    test("each version by its number and as on the wire") {
        HttpVersion.entries.map { "${it.number()} $it" } shouldBe listOf("10 HTTP/1.0", "11 HTTP/1.1")
    }
})
