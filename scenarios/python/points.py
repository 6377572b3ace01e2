# SPDX-License-Identifier: GPL-3.0-or-later
"""What an interpreter makes of a source: run by `interlock points`, under that interpreter.

Prints, a line each, fields between tabs:
  version  3.12.1  cpython  gil|free
  code     name  line                     an instruction list begins
  i        name  line  callee  arguments  one of its instructions; what it calls, if that is known
  w        key  read  write  guard        a shared place is read by one and written by the other
  function name  line  thread|-           a function of the file; the target of a Thread?
  o        depth  op  code                what it does, for a scenario

A value on the stack carries what it was made from, so that `t = counter; counter = t + 1` is seen
as an update of counter. The walk is along the list, once: it follows branches forward only.
"""
import ast, dis, platform, re, sys

NAMES = ('LOAD_GLOBAL', 'LOAD_NAME', 'LOAD_DEREF', 'LOAD_CLASSDEREF')
CONSUMERS = ('STORE_', 'POP_', 'DELETE_', 'RETURN_', 'RAISE_', 'END_', 'LIST_APPEND', 'SET_ADD',
             'MAP_ADD', 'RERAISE', 'IMPORT_STAR', 'PRINT_EXPR', 'LIST_EXTEND', 'SET_UPDATE',
             'DICT_UPDATE', 'DICT_MERGE', 'CLEANUP_THROW')
UNTOUCHED = ('RESUME', 'NOP', 'JUMP_', 'MAKE_CELL', 'COPY_FREE_VARS', 'GEN_START', 'SETUP_', 'KW_NAMES',
             'NOT_TAKEN', 'CACHE', 'PRECALL', 'TO_BOOL', 'CONTINUE_LOOP', 'BREAK_LOOP')
FINAL = ('JUMP_FORWARD', 'JUMP_ABSOLUTE', 'JUMP_BACKWARD', 'JUMP_BACKWARD_NO_INTERRUPT', 'RETURN_VALUE',
         'RETURN_CONST', 'RAISE_VARARGS', 'RERAISE', 'CONTINUE_LOOP', 'BREAK_LOOP', 'BREAK')


class Value:
    def __init__(self, path=None, made_from=()):
        self.path, self.made_from = path, frozenset(made_from)


def effect(instruction, jump):
    arg = instruction.arg if instruction.opcode >= dis.HAVE_ARGUMENT else None
    try:
        return dis.stack_effect(instruction.opcode, arg, jump=jump)
    except TypeError:  # up to 3.7
        if jump and instruction.opname == 'FOR_ITER':
            return -1
        if instruction.opname.endswith('_OR_POP'):
            return 0 if jump else -1
        return dis.stack_effect(instruction.opcode, arg)
    except ValueError:
        return 0


class Walk:
    def __init__(self, instructions):
        self.stack, self.local, self.at_target, self.updates = [], {}, {}, []
        self.callees = {}
        for i, instruction in enumerate(instructions):
            self.arrive(instruction)
            self.depart(instruction)
            self.do(i, instruction)
            if instruction.opname in FINAL:
                self.stack = None

    def arrive(self, instruction):
        saved = self.at_target.get(instruction.offset)
        if self.stack is None:
            self.stack = list(saved) if saved is not None else []
        elif saved is not None and len(saved) == len(self.stack):
            self.stack = [Value(a.path, a.made_from | b.made_from) for a, b in zip(self.stack, saved)]

    def depart(self, instruction):
        jumps = instruction.opcode in dis.hasjrel or instruction.opcode in dis.hasjabs
        if not jumps or instruction.opname.startswith('SETUP_') or instruction.argval <= instruction.offset:
            return
        change = effect(instruction, True)
        after = list(self.stack)
        if change < 0:
            after = after[:max(0, len(after) + change)]
        after += [Value() for _ in range(change)]
        self.at_target.setdefault(instruction.argval, after)

    def pop(self):
        return self.stack.pop() if self.stack else Value()

    def pops(self, count):
        return [self.pop() for _ in range(count)][::-1]

    def push(self, path=None, made_from=()):
        self.stack.append(Value(path, made_from))

    def push_made_of(self, values, path=None):
        self.push(path, frozenset().union(*[v.made_from for v in values]) if values else ())

    def store(self, i, path, value):
        for key, read in sorted(value.made_from):
            if path is not None and key == path:
                self.updates.append((path, read, i))

    def do(self, i, instruction):
        name, arg = instruction.opname, instruction.arg
        if name.startswith(UNTOUCHED):
            return
        if name in NAMES:
            extra = effect(instruction, False) - 1
            self.push(instruction.argval, [(instruction.argval, i)])
            for _ in range(extra):
                self.push(instruction.argval)
        elif '_FAST' in name and not name.startswith(('DELETE', 'LIST')):
            self.do_fast(instruction)
        elif name.startswith(('LOAD_CONST', 'LOAD_SMALL_INT')):
            shown = instruction.argrepr or repr(instruction.argval)  # 3.14 shows no small numbers
            self.push(shown if len(shown) < 40 else None)
        elif name in ('LOAD_ATTR', 'LOAD_METHOD'):
            base = self.pop()
            path = base.path + '.' + instruction.argval if base.path else None
            self.push(path, base.made_from | {(path, i)} if path else base.made_from)
            for _ in range(effect(instruction, False)):
                self.push(path)
        elif name == 'BINARY_SUBSCR' or name == 'BINARY_OP' and instruction.argrepr == '[]':
            base, index = self.pops(2)
            path = '%s[%s]' % (base.path, index.path) if base.path and index.path else None
            made_from = base.made_from | index.made_from
            self.push(path, made_from | {(path, i)} if path else made_from)
        elif name in ('STORE_GLOBAL', 'STORE_NAME', 'STORE_DEREF'):
            self.store(i, instruction.argval, self.pop())
        elif name == 'STORE_ATTR':
            value, base = self.pops(2)
            self.store(i, base.path + '.' + instruction.argval if base.path else None, value)
        elif name == 'STORE_SUBSCR':
            value, base, index = self.pops(3)
            self.store(i, '%s[%s]' % (base.path, index.path) if base.path and index.path else None, value)
        elif name.startswith('CALL') and not name.startswith('CALL_INTRINSIC'):
            self.do_call(i, instruction)
        else:
            self.do_other(instruction)

    def do_fast(self, instruction):
        name, names = instruction.opname, instruction.argval
        if not isinstance(names, (tuple, list)):
            names = str(names).replace(',', ' ').split()
        kinds = [part for part in name.replace('_FAST', '').split('_') if part in ('LOAD', 'STORE')]
        for kind, local in zip(kinds, names):
            if kind == 'LOAD':
                self.push(local, self.local.get(local, ()))
            else:
                self.local[local] = self.pop().made_from

    def do_call(self, i, instruction):
        more = {'CALL_FUNCTION': 1, 'CALL_METHOD': 2, 'CALL_FUNCTION_KW': 2, 'CALL': 2, 'CALL_KW': 3}
        if instruction.opname in more:
            values = self.pops(instruction.arg + more[instruction.opname])
        else:
            values = self.pops(max(1, 1 - effect(instruction, False)))
        paths = [value.path for value in values[:2] if value.path]
        self.callees[i] = paths[0] if paths else None
        self.push_made_of(values)

    def do_other(self, instruction):
        name, arg = instruction.opname, instruction.arg
        if name in ('ROT_TWO', 'ROT_THREE', 'ROT_FOUR'):
            values = self.pops({'ROT_TWO': 2, 'ROT_THREE': 3, 'ROT_FOUR': 4}[name])
            self.stack += values[-1:] + values[:-1]
        elif name == 'SWAP':
            values = self.pops(arg)
            self.stack += values[-1:] + values[1:-1] + values[:1]
        elif name == 'COPY':
            values = self.pops(arg)
            self.stack += values + values[:1]
        elif name == 'DUP_TOP':
            values = self.pops(1)
            self.stack += values * 2
        elif name == 'DUP_TOP_TWO':
            values = self.pops(2)
            self.stack += values * 2
        else:
            change = effect(instruction, False)
            if name.startswith(CONSUMERS):
                self.pops(-change if change < 0 else 0)
            elif name in ('FOR_ITER', 'IMPORT_FROM') or name.startswith(('LOAD_', 'PUSH_')):
                self.stack += [Value() for _ in range(change)]
            else:
                values = self.pops(max(1, 1 - change) if change <= 0 else 1)
                for _ in range(max(1, 1 + change) if change > 0 else 1):
                    self.push_made_of(values)


# ---- what the source says ----

def last_line(node):
    return max([getattr(inner, 'lineno', 0) for inner in ast.walk(node)])


def text_of(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = text_of(node.value)
        return base + '.' + node.attr if base else None
    return None


def guards(tree):
    return [(text_of(item.context_expr) or 'a context', node.lineno, last_line(node))
            for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items]


def emit(*fields):
    sys.stdout.write('\t'.join(str(field).replace('\t', ' ').replace('\n', ' ') for field in fields) + '\n')


def line_of(instruction, line):
    found = getattr(instruction, 'line_number', None)
    if found is None and not isinstance(instruction.starts_line, bool):
        found = instruction.starts_line
    return found or line


class Source:
    def __init__(self, path):
        with open(path, 'rb') as file:
            text = file.read()
        self.tree = ast.parse(text, path)
        self.code = compile(text, path, 'exec')
        self.lines = text.decode('utf-8', 'replace').splitlines()
        self.guards = guards(self.tree)
        self.functions = dict((node.name, node) for node in ast.walk(self.tree)
                              if isinstance(node, ast.FunctionDef))
        self.updates = []  # key, lines of read and write, form

    def show(self, code):
        instructions = [i for i in dis.get_instructions(code) if i.opname not in ('EXTENDED_ARG', 'CACHE')]
        walk = Walk(instructions)
        lines, line = [], code.co_firstlineno
        emit('code', code.co_name, code.co_firstlineno)
        for i, instruction in enumerate(instructions):
            line = line_of(instruction, line)
            lines.append(line)
            arg = -1 if instruction.arg is None else instruction.arg
            emit('i', instruction.opname, line, walk.callees.get(i) or '-', arg)
        for key, read, write in sorted(set(walk.updates), key=lambda update: update[1:]):
            guard = [name for name, first, last in self.guards if first < lines[read] and lines[write] <= last
                     or first == lines[read] == lines[write]]
            emit('w', key, read, write, guard[-1] if guard else '-')
            between = instructions[read + 1:write]
            calls = [walk.callees.get(i) for i in range(read + 1, write) if i in walk.callees]
            self.updates.append((key, lines[read], lines[write], self.form(key, between, calls,
                                 lines[read] != lines[write], bool(guard))))
        for inner in code.co_consts:
            if hasattr(inner, 'co_code'):
                self.show(inner)

    def form(self, key, between, calls, apart, guarded):
        names = [instruction.opname for instruction in between]
        if guarded:
            return 'locked'
        if 'FOR_ITER' in names:
            return 'inner-loop'
        if 'len' in calls:
            return 'length'
        if calls:
            return 'call-python' if any(call in self.functions for call in calls) else 'call-c'
        if any(name.startswith('POP_JUMP') for name in names):
            return 'conditional'
        return 'temporary' if apart else 'item' if '[' in key else 'attribute' if '.' in key else 'plain'

    # ---- for a scenario ----

    def source(self, *nodes):
        """Of each line once: several statements may stand on one."""
        lines = []
        for node in nodes:
            if node.lineno not in lines:
                lines.append(node.lineno)
        joined = ''
        for line in lines:
            text = self.lines[line - 1].strip()
            joined += (' ' if joined.endswith(':') else '; ' if joined else '') + text
        return joined

    def add(self, update, count):
        name = re.sub('[^A-Za-z0-9_]+', '-', update[0]).strip('-')
        return 'add %s %d as %s' % (name, count, update[3])

    def updates_in(self, node):
        return [update for update in self.updates
                if node.lineno <= update[1] and update[2] <= last_line(node)]

    def count_of(self, node):
        call = node.iter if isinstance(node, ast.For) else None
        if isinstance(call, ast.Call) and text_of(call.func) == 'range' and len(call.args) == 1:
            try:
                count = ast.literal_eval(call.args[0])
                return count if isinstance(count, int) and count > 0 else 1000
            except ValueError:
                pass
        return 1000

    def statements(self, body, depth):
        """Statements that read and write one place together are one update."""
        at = 0
        while at < len(body):
            group = [u for u in self.updates if body[at].lineno <= u[1] <= last_line(body[at])]
            end = max([u[2] for u in group] or [0])
            count = 1
            while at + count < len(body) and body[at + count].lineno <= end:
                count += 1
            if count > 1:
                emit('o', depth, self.add(group[-1], 1), self.source(*body[at:at + count]))
            else:
                self.statement(body[at], depth)
            at += count

    def statement(self, node, depth):
        updates = self.updates_in(node)
        if isinstance(node, (ast.For, ast.While)):
            if updates and all(u[0] == updates[0][0] for u in updates) and len(node.body) <= 2 and (
                    len(node.body) == 1 or updates[0][3] == 'temporary') and not isinstance(
                    node.body[0], (ast.For, ast.While)):
                emit('o', depth, self.add(updates[0], self.count_of(node)), self.source(node, node.body[0]))
                return
            emit('o', depth, 'repeat %d' % self.count_of(node), self.source(node))
            self.statements(node.body, depth + 1)
            emit('o', depth, 'end', '')
        elif isinstance(node, ast.With):
            locks = [text_of(item.context_expr) for item in node.items]
            for lock in [lock for lock in locks if lock]:
                emit('o', depth, 'lock %s' % lock, self.source(node))
            self.statements(node.body, depth)
            for lock in [lock for lock in locks if lock][::-1]:
                emit('o', depth, 'unlock %s' % lock, '')
        elif isinstance(node, (ast.If, ast.Try)):
            emit('o', depth, 'python 1us', self.source(node))
            self.statements(node.body, depth)
        elif isinstance(node, (ast.Global, ast.Nonlocal, ast.Pass, ast.FunctionDef, ast.ClassDef)):
            pass
        elif updates:
            emit('o', depth, self.add(updates[0], 1), self.source(node))
        else:
            emit('o', depth, self.plain_op(node), self.source(node))

    def plain_op(self, node):
        call = getattr(node, 'value', None)
        name = text_of(call.func) if isinstance(call, ast.Call) else None
        if name in ('time.sleep', 'sleep') and call.args:
            try:
                return 'sleep %dus' % round(ast.literal_eval(call.args[0]) * 1000000)
            except ValueError:
                pass
        if name and name.split('.')[-1] in ('recv', 'recv_into', 'sendall', 'urlopen', 'readline'):
            return 'io 1ms'
        return 'python 1us'

    def targets(self):
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and (text_of(node.func) or '').split('.')[-1] == 'Thread':
                found |= set(text_of(k.value) for k in node.keywords if k.arg == 'target')
        return found

    def show_functions(self):
        targets = self.targets()
        for name, node in sorted(self.functions.items(), key=lambda item: item[1].lineno):
            emit('function', name, node.lineno, 'thread' if name in targets else '-')
            self.statements(node.body, 0)


def main():
    free = hasattr(sys, '_is_gil_enabled') and not sys._is_gil_enabled()
    emit('version', platform.python_version(), platform.python_implementation().lower(), 'free' if free else 'gil')
    if not hasattr(dis, 'get_instructions'):
        return
    try:
        source = Source(sys.argv[1])
    except SyntaxError as error:
        emit('error', '%s:%s: %s' % (sys.argv[1], error.lineno, error.msg))
        return
    source.show(source.code)
    source.show_functions()
    emit('end')


main()
