package httpwire.torture

import httpwire.internal.hasDone
import httpwire.process.TestJvm
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import kotlin.io.path.absolutePathString
import kotlin.io.path.writeBytes

/** Faults below TCP, in a network that the test makes: a namespace, and a device whose packets a program carries. */
class LossyNetworkTest : FunSpec({
    val script = tempdir().toPath().resolve("lossy-network.py")
    script.writeBytes(LossyNetworkTest::class.java.getResourceAsStream("lossy-network.py")!!.readBytes())
    val network = listOf(listOf("unshare", "--net"), listOf("unshare", "--map-root-user", "--net"))
        .map { it + listOf("python3", script.absolutePathString()) }
        .find { hasDone(*it.toTypedArray(), "true") }
    if (network == null) println("LossyNetworkTest: no network may be made here; it is left out")

    if (network != null) {
        test("F62: packets are lost, late, swapped, repeated or damaged: the right bytes, or an error") {
            TestJvm.run(LossyNetworkProcess::class.java, before = network) shouldContainExactly listOf("http", "https")
                .flatMap { scheme -> LossyNetwork.entries.map { it to scheme } }
                .filter { it != LossyNetwork.FORGED to "http" }
                .map { (fault, scheme) ->
                    "$fault $scheme: " + when (fault) {
                        LossyNetwork.FORGED -> "some failed, 0 leased, 0 leaked"
                        LossyNetwork.CUT -> "2 Timeout, 0 leased, 0 leaked"
                        else -> "15 right, 0 leased, 0 leaked"
                    }
                } + "sent again: true, refused by their checksum: true"
        }
    }
})
