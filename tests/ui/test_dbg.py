from ui.test_window import *
from shiboken6 import Shiboken
def test_x(window, app, qtbot):
    for vm in (window.pages.chat, window.shell, window.pages._conversations, window.pages._picker, window.pages.chat._welcome, window.pages._shelf, window.pages.chat._rows, window.bridge):
        print(type(vm).__name__, Shiboken.getCppPointer(vm.metaObject()), Shiboken.getCppPointer(type(vm).staticMetaObject), vm.metaObject().methodCount(), type(vm).staticMetaObject.methodCount())
