try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
one = interpreters.create()
for i in range(3):
    interpreters.run_string(one, 'import time; time.sleep(0.01)')
print('done')
