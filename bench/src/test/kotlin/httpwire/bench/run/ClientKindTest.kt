package httpwire.bench.run

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class ClientKindTest : FunSpec({
    test("the forms by caller and their bare loops run small requests only") {
        for (client in listOf(ClientKind.FLOOR_HANDOVER, ClientKind.HTTPWIRE_SUSPENDING_IO)) {
            client.runs(Workload.S4) shouldBe true
            client.runs(Workload.S5_SOURCE) shouldBe false
            client.runs(Workload.S8) shouldBe false
        }
        ClientKind.HTTPWIRE_SUSPENDING.runs(Workload.S5_SOURCE) shouldBe true
    }

    test("a caller that may block is set against the blocking form, another against a bare loop for it") {
        ClientKind.HTTPWIRE_SUSPENDING_IO.comparison() shouldBe ClientKind.HTTPWIRE_JAVA
        ClientKind.HTTPWIRE_SUSPENDING.comparison() shouldBe ClientKind.FLOOR_HANDOVER
        ClientKind.HTTPWIRE_SUSPENDING_DEFAULT.comparison() shouldBe ClientKind.FLOOR_HANDOVER_DEFAULT
        ClientKind.HTTPWIRE_JAVA.comparison() shouldBe null
    }

    test("a target is for the blocking forms, but for rows that only the suspending form has") {
        Workload.S1.isTargetOf(ClientKind.HTTPWIRE_JAVA) shouldBe true
        Workload.S1.isTargetOf(ClientKind.HTTPWIRE_SUSPENDING) shouldBe false
        Workload.S1.isTargetOf(ClientKind.OKHTTP) shouldBe false
        Workload.S7_FLOW.isTargetOf(ClientKind.HTTPWIRE_SUSPENDING) shouldBe true
    }
})
