"""A network of this process's own, whose packets are lost, late, swapped, repeated or damaged under TCP.

    unshare --net python3 lossy-network.py COMMAND...

The process must have a network namespace of its own. This machine is 10.9.0.1 there. A packet to another address
of 10.9.0.0/24 comes back from that address, so that a server at 10.9.0.1 is reached through each of them; what
happens on the way depends on the address. Runs the command, and ends with its status.
"""

import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN_NO_INFO = 0x1001
TCP = 6

# A lost packet is sent again after 20 ms at the earliest, not after 200, so that the tests are short.
SETUP = """
ip link set lo up
ip address add 10.9.0.1/24 dev lossy
ip link set lossy up
ip route replace 10.9.0.0/24 dev lossy rto_min 20ms
"""

chance = random.Random(1)


def data_of(packet):
    """Where the data of a TCP segment begins, or the end of the packet if it is something else."""
    tcp = (packet[0] & 15) * 4
    return tcp + (packet[tcp + 12] >> 4) * 4 if packet[9] == TCP else len(packet)


def lost(packet):
    return [] if chance.random() < 0.05 else [0]


def late(packet):
    return [chance.uniform(0, 0.004)]


def swapped(packet):
    return [0.003 if chance.random() < 0.2 else 0]


def repeated(packet):
    return [0, 0.001] if chance.random() < 0.2 else [0]


def damaged(packet):
    """A wrong bit, which the checksum tells."""
    if chance.random() < 0.05:
        packet[chance.randrange(20, len(packet))] ^= 1 << chance.randrange(8)
    return [0]


def all_of_these(packet):
    return [delay + late(packet)[0] for _ in lost(packet) for delay in repeated(packet) for _ in damaged(packet)]


def forged(packet):
    """Two pairs of bytes change places, which the checksum does not tell."""
    begin = data_of(packet)
    if len(packet) >= begin + 64 and chance.random() < 0.02:
        a, b = begin, begin + 2 * chance.randrange(1, 32)
        packet[a : a + 2], packet[b : b + 2] = packet[b : b + 2], packet[a : a + 2]
    return [0]


packets_of = {}


def cut(packet):
    """The first packets of a connection arrive, and then none."""
    ports = frozenset(struct.unpack_from("!HH", packet, (packet[0] & 15) * 4))
    packets_of[ports] = packets_of.get(ports, 0) + 1
    return [0] if packets_of[ports] <= 40 else []


# In the order of the constants of LossyNetwork, from 10.9.0.2 on.
FAULTS = [lost, late, swapped, repeated, damaged, all_of_these, forged, cut]


def carry(tun, child):
    on_the_way = []
    number = 0
    while child.poll() is None:
        wait = min(0.05, max(0, on_the_way[0][0] - time.monotonic())) if on_the_way else 0.05
        if select.select([tun], [], [], wait)[0]:
            packet = bytearray(os.read(tun, 65536))
            address = packet[19] if packet[0] >> 4 == 4 else 0
            # The checksum of addresses that changed places is the same.
            packet[12:16], packet[16:20] = packet[16:20], packet[12:16]
            if 2 <= address < 2 + len(FAULTS):
                for delay in FAULTS[address - 2](packet):
                    number += 1
                    heapq.heappush(on_the_way, (time.monotonic() + delay, number, bytes(packet)))
        while on_the_way and on_the_way[0][0] <= time.monotonic():
            os.write(tun, heapq.heappop(on_the_way)[2])


def main():
    tun = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"lossy", IFF_TUN_NO_INFO))
    for command in SETUP.strip().splitlines():
        subprocess.run(command.split(), check=True)
    child = subprocess.Popen(sys.argv[1:])
    carry(tun, child)
    sys.exit(child.wait())


main()
