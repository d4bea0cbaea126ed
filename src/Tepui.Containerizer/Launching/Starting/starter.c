// The program that a planned container begins as: it carries out a list of system calls and becomes the command. It uses no C library,
// keeps no state and is position independent; eng/make-starter turns it into StarterCode.*.cs. Arguments: FILE COMMAND-PATH ARGUMENTS...
// FILE is what StartScript writes: a header, the calls, and what they point to.

typedef long word;
typedef unsigned long uword;

struct call { word number; word arguments[6]; word flags; };
struct header { word calls; word report; };

enum
{
    SAVE = 1 << 16,      // the result is kept, for arguments that take it
    OPTIONAL = 1 << 17,  // a failure is passed over
    FORK = -1,           // a process of its own below this one, which ends as that does; an init for it where argument 0 is set
    STORE = -3,          // argument 1 is written where argument 0 points
    BECOME = -2,         // argument 0: path; argument 1: the shell for what names no interpreter
    NO_EXECUTABLE = -8,
    KILL = 9,
    CORE_LIMIT = 4,
};

#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, OPEN_AT = 257, MAP = 9, MASK = 14, ACTION = 13, EXECUTE = 59, EXIT = 231, WAIT = 61, SEND = 62, CLONE = 56,
    GET_PID = 39, POLL = 271, LIMIT = 302, CLOSE = 3 };
static inline word call6(word n, word a, word b, word c, word d, word e, word f)
{
    register word r10 __asm__("r10") = d;
    register word r8 __asm__("r8") = e;
    register word r9 __asm__("r9") = f;
    word result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
    return result;
}
__asm__(".section .text.start,\"ax\"\n.globl _start\n_start:\nxor %ebp,%ebp\nmov %rsp,%rdi\nand $-16,%rsp\ncall start\nhlt\n");
#elif defined(__aarch64__)
enum { READ = 63, WRITE = 64, OPEN_AT = 56, MAP = 222, MASK = 135, ACTION = 134, EXECUTE = 221, EXIT = 94, WAIT = 260, SEND = 129, CLONE = 220,
    GET_PID = 172, POLL = 73, LIMIT = 261, CLOSE = 57 };
static inline word call6(word n, word a, word b, word c, word d, word e, word f)
{
    register word x8 __asm__("x8") = n;
    register word x0 __asm__("x0") = a;
    register word x1 __asm__("x1") = b;
    register word x2 __asm__("x2") = c;
    register word x3 __asm__("x3") = d;
    register word x4 __asm__("x4") = e;
    register word x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}
__asm__(".section .text.start,\"ax\"\n.globl _start\n_start:\nmov x29,#0\nmov x0,sp\nbl start\nbrk #0\n");
#endif

static inline word call4(word n, word a, word b, word c, word d) { return call6(n, a, b, c, d, 0, 0); }

static inline word fork_off(void) { return call6(CLONE, 17, 0, 0, 0, 0, 0); }

// Ends as the process did whose status this is.
static inline __attribute__((always_inline)) void end_as(word status)
{
    uword limits[2] = { 0, 0 };
    uword none = 0;
    word signal = status & 0x7f;
    if (signal != 0)
    {
        call4(LIMIT, 0, CORE_LIMIT, (word)limits, 0);
        call4(MASK, 2, (word)&none, 0, 8);
        call4(SEND, call4(GET_PID, 0, 0, 0, 0), signal, 0, 0);
    }

    call4(EXIT, (status >> 8) & 0xff, 0, 0, 0);
}

// The first process of a namespace: it does nothing but take over orphans, whose ends it ignores, so that none stays.
static inline __attribute__((always_inline)) void be_init(word report)
{
    word ignore[4] = { 1, 0, 0, 0 };
    call4(CLOSE, report, 0, 0, 0);
    call4(ACTION, 17, (word)ignore, 0, 8);
    for (;;)
        call6(POLL, 0, 0, 0, 0, 8, 0);
}

static inline __attribute__((always_inline)) void split(word with_init, word report)
{
    uword all = ~0UL;
    uword none = 0;
    int status = 0;
    word init = 0;
    call4(MASK, 2, (word)&all, 0, 8);
    if (with_init)
    {
        init = fork_off();
        if (init == 0)
            be_init(report);
    }

    word child = fork_off();
    if (child == 0)
    {
        call4(MASK, 2, (word)&none, 0, 8);
        return;
    }

    call4(CLOSE, report, 0, 0, 0);
    if (child > 0)
        while (call4(WAIT, child, (word)&status, 0, 0) == -4)
        {
        }
    else
        status = 1 << 8;
    if (init > 0)
    {
        call4(SEND, init, KILL, 0, 0);
        call4(WAIT, init, 0, 0, 0);
    }

    end_as(status);
}

__attribute__((used, noreturn)) void start(word *stack)
{
    char **arguments = (char **)(stack + 1);
    char **environment = arguments + stack[0] + 1;
    word saved = 0;
    word result = call4(OPEN_AT, -100, (word)arguments[1], 0x80000, 0);
    char *file = (char *)call6(MAP, 0, 1 << 24, 3, 2, result, 0);
    call4(CLOSE, result, 0, 0, 0);
    if (result < 0 || (uword)file > -4096UL)
        call4(EXIT, 127, 0, 0, 0);
    struct header *header = (struct header *)file;
    struct call *calls = (struct call *)(header + 1);
    word report = call4(OPEN_AT, -100, (word)(file + header->report), 0x80001, 0);
    for (word i = 0; i < header->calls; i++)
    {
        struct call *c = calls + i;
        for (int a = 0; a < 6; a++)
        {
            if (c->flags >> a & 1)
                c->arguments[a] += (word)file;
            if (c->flags >> (8 + a) & 1)
                c->arguments[a] = saved;
        }

        if (c->number == FORK)
        {
            split(c->arguments[0], report);
            continue;
        }

        if (c->number == STORE)
        {
            *(word *)c->arguments[0] = c->arguments[1];
            continue;
        }

        if (c->number == BECOME)
        {
            result = call4(EXECUTE, c->arguments[0], (word)(arguments + 3), (word)environment, 0);
            if (result == NO_EXECUTABLE)
            {
                arguments[2] = (char *)c->arguments[1];
                arguments[3] = (char *)c->arguments[0];
                result = call4(EXECUTE, c->arguments[1], (word)(arguments + 2), (word)environment, 0);
            }
        }
        else
        {
            result = call6(c->number, c->arguments[0], c->arguments[1], c->arguments[2], c->arguments[3], c->arguments[4], c->arguments[5]);
        }

        if (c->flags & SAVE)
            saved = result;
        if ((uword)result > -4096UL && !(c->flags & OPTIONAL))
        {
            word failure[2] = { i, -result };
            call4(WRITE, report, (word)failure, 16, 0);
            call4(EXIT, 127, 0, 0, 0);
        }
    }

    for (;;)
        call4(EXIT, 127, 0, 0, 0);
}
