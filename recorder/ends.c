/* SPDX-License-Identifier: GPL-3.0-or-later
 * Who is at the other end: names for what threads wait for in pipes, sockets and semaphores. */
#include "recorder/preload.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

/*
 * A thread that reads and one that writes know each other only through the kernel. So that a
 * recording can say who let whom go on, both write down one name for the way the bytes go:
 *
 *     pipe                     its device and inode, the same at both ends
 *     TCP, UDP                 both addresses, the sender's first
 *     socketpair               the inode of the reader's end; which two belong together is noted
 *                              when the pair is made, and children of fork have the note, too
 *     listening for others     its port
 *     semaphore with a name    the name; without one, its address in its process
 *
 * Making up a name takes calls of the kernel; so those of descriptors are kept until they are
 * closed, with files and terminals as PLAIN. A socket that is not connected yet has none to keep.
 */
#define PLAIN 1

bool ends_plain[ENDS_DESCRIPTORS];
static uint64_t kept[ENDS_DESCRIPTORS][2]; /* by side */

void ends_forget(int first, int last)
{
    for (int i = first < 0 ? 0 : first; i <= last && i < ENDS_DESCRIPTORS; i++)
        kept[i][ENDS_READER] = kept[i][ENDS_WRITER] = ends_plain[i] = 0;
}

/* ---- names ---- */

/* FNV-1a: published, Fowler, Noll, Vo. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
    return hash;
}

static uint64_t name_of(const char *kind, const void *bytes, size_t size)
{
    uint64_t hash = mix(mix(0xcbf29ce484222325u, kind, strlen(kind)), bytes, size);

    return PART_OBJECT_SHARED | (hash & (PART_OBJECT_SHARED - 1));
}

static uint64_t file_name(const struct stat *info)
{
    uint64_t numbers[2] = { info->st_dev, info->st_ino };

    return name_of("file", numbers, sizeof(numbers));
}

/* ---- socket pairs ---- */

#define PAIRS 256

static struct {
    uint64_t one, other; /* inodes */
} pairs[PAIRS];
static unsigned pair_count; /* so far: the oldest are forgotten */

void ends_pair(const int sockets[2])
{
    struct stat one, other;
    unsigned place = __atomic_fetch_add(&pair_count, 1, __ATOMIC_RELAXED) % PAIRS;

    if (fstat(sockets[0], &one) != 0 || fstat(sockets[1], &other) != 0)
        return;
    pairs[place].one = one.st_ino;
    pairs[place].other = other.st_ino;
}

static uint64_t partner_of(uint64_t inode)
{
    for (unsigned i = 0; i < PAIRS; i++) {
        if (pairs[i].one == inode)
            return pairs[i].other;
        if (pairs[i].other == inode)
            return pairs[i].one;
    }
    return 0;
}

static uint64_t pair_name(struct stat info, enum ends_side side)
{
    if (side == ENDS_WRITER)
        info.st_ino = partner_of(info.st_ino);
    info.st_dev = 0;
    return info.st_ino ? file_name(&info) : 0;
}

/* ---- internet sockets ---- */

struct address {
    unsigned char bytes[16];
    uint16_t port, unused;
};

static bool is_internet(const struct sockaddr_storage *socket)
{
    return socket->ss_family == AF_INET || socket->ss_family == AF_INET6;
}

/* One and the same for an IPv4 address and its form as IPv6. */
static struct address address_of(const struct sockaddr_storage *socket)
{
    const struct sockaddr_in *four = (const void *)socket;
    const struct sockaddr_in6 *six = (const void *)socket;
    struct address address = { .bytes = { [10] = 0xff, [11] = 0xff } };

    if (socket->ss_family == AF_INET) {
        memcpy(address.bytes + 12, &four->sin_addr, 4);
        address.port = four->sin_port;
    } else {
        memcpy(address.bytes, &six->sin6_addr, 16);
        address.port = six->sin6_port;
    }
    return address;
}

static bool listens(int file)
{
    int answer = 0;
    socklen_t length = sizeof(answer);

    return getsockopt(file, SOL_SOCKET, SO_ACCEPTCONN, &answer, &length) == 0 && answer;
}

static uint64_t port_name(uint16_t port)
{
    return name_of("port", &port, sizeof(port));
}

uint64_t ends_of_port(const struct sockaddr *address, socklen_t length)
{
    struct sockaddr_storage copy = { 0 };

    if (!address || length > sizeof(copy))
        return 0;
    memcpy(&copy, address, length);
    return is_internet(&copy) ? port_name(address_of(&copy).port) : 0;
}

static uint64_t socket_name(int file, const struct stat *info, enum ends_side side)
{
    struct sockaddr_storage own = { 0 }, peer = { 0 };
    socklen_t own_size = sizeof(own), peer_size = sizeof(peer);
    struct address ends[2];

    if (getsockname(file, (void *)&own, &own_size) != 0)
        return 0;
    if (own.ss_family == AF_UNIX)
        return pair_name(*info, side);
    if (!is_internet(&own))
        return 0;
    if (side == ENDS_READER && listens(file))
        return port_name(address_of(&own).port);
    if (getpeername(file, (void *)&peer, &peer_size) != 0)
        return 0;
    ends[side == ENDS_WRITER ? 0 : 1] = address_of(&own);
    ends[side == ENDS_WRITER ? 1 : 0] = address_of(&peer);
    return name_of("socket", ends, sizeof(ends));
}

/* ---- descriptors ---- */

static uint64_t make_name(int file, enum ends_side side)
{
    struct stat info;

    if (fstat(file, &info) != 0)
        return 0;
    if (S_ISFIFO(info.st_mode))
        return file_name(&info);
    return S_ISSOCK(info.st_mode) ? socket_name(file, &info, side) : PLAIN;
}

uint64_t ends_of(int file, enum ends_side side)
{
    bool small = file >= 0 && file < ENDS_DESCRIPTORS;
    int saved = errno;
    uint64_t name;

    if (file < 0)
        return 0;
    name = small ? __atomic_load_n(&kept[file][side], __ATOMIC_RELAXED) : 0;
    if (!name) {
        name = make_name(file, side);
        errno = saved;
        if (small)
            __atomic_store_n(&kept[file][side], name, __ATOMIC_RELAXED);
        if (small && name == PLAIN)
            ends_plain[file] = true;
    }
    return name == PLAIN ? 0 : name;
}

/* ---- semaphores ---- */

#define NAMED 64

static struct {
    const sem_t *address;
    uint64_t name;
} named[NAMED];
static unsigned named_count;

void ends_name_semaphore(const sem_t *semaphore, const char *name)
{
    unsigned place = __atomic_fetch_add(&named_count, 1, __ATOMIC_RELAXED) % NAMED;

    named[place].name = name_of("semaphore", name, strlen(name));
    __atomic_store_n(&named[place].address, semaphore, __ATOMIC_RELEASE);
}

uint64_t ends_of_semaphore(const sem_t *semaphore)
{
    unsigned count = __atomic_load_n(&named_count, __ATOMIC_RELAXED);

    for (unsigned i = 0; i < count && i < NAMED; i++) {
        if (__atomic_load_n(&named[i].address, __ATOMIC_ACQUIRE) == semaphore)
            return named[i].name;
    }
    return (uintptr_t)semaphore;
}
