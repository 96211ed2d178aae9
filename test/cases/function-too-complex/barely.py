def plain(request):
    if request.kind == 0:
        request.step_0()
    if request.kind == 1:
        request.step_1()
    if request.kind == 2:
        request.step_2()
    if request.kind == 3:
        request.step_3()
    if request.kind == 4:
        request.step_4()
    if request.kind == 5:
        request.step_5()
    if request.kind == 6:
        request.step_6()
    if request.kind == 7:
        request.step_7()
    if request.kind == 8:
        request.step_8()
    if request.kind == 9:
        request.step_9()
    if request.kind == 10:
        request.step_10()
    if request.kind == 11:
        request.step_11()
    if request.kind == 12:
        request.step_12()
    if request.kind == 13:
        request.step_13()
    if request.kind == 14:
        request.step_14()
    if request.kind == 15:
        request.step_15()
    if request.kind == 16:
        request.step_16()
    if request.kind == 17:
        request.step_17()
    if request.kind == 18:
        request.step_18()
    return request


def barely(request):  #! low
    if request.kind == 0:
        request.step_0()
    if request.kind == 1:
        request.step_1()
    if request.kind == 2:
        request.step_2()
    if request.kind == 3:
        request.step_3()
    if request.kind == 4:
        request.step_4()
    if request.kind == 5:
        request.step_5()
    if request.kind == 6:
        request.step_6()
    if request.kind == 7:
        request.step_7()
    if request.kind == 8:
        request.step_8()
    if request.kind == 9:
        request.step_9()
    if request.kind == 10:
        request.step_10()
    if request.kind == 11:
        request.step_11()
    if request.kind == 12:
        request.step_12()
    if request.kind == 13:
        request.step_13()
    if request.kind == 14:
        request.step_14()
    if request.kind == 15:
        request.step_15()
    if request.kind == 16:
        request.step_16()
    if request.kind == 17:
        request.step_17()
    if request.kind == 18:
        request.step_18()
    if request.kind == 19:
        request.step_19()
    return request


def somewhat(request):  #! low
    if request.kind == 0:
        request.step_0()
    if request.kind == 1:
        request.step_1()
    if request.kind == 2:
        request.step_2()
    if request.kind == 3:
        request.step_3()
    if request.kind == 4:
        request.step_4()
    if request.kind == 5:
        request.step_5()
    if request.kind == 6:
        request.step_6()
    if request.kind == 7:
        request.step_7()
    if request.kind == 8:
        request.step_8()
    if request.kind == 9:
        request.step_9()
    if request.kind == 10:
        request.step_10()
    if request.kind == 11:
        request.step_11()
    if request.kind == 12:
        request.step_12()
    if request.kind == 13:
        request.step_13()
    if request.kind == 14:
        request.step_14()
    if request.kind == 15:
        request.step_15()
    if request.kind == 16:
        request.step_16()
    if request.kind == 17:
        request.step_17()
    if request.kind == 18:
        request.step_18()
    if request.kind == 19:
        request.step_19()
    if request.kind == 20:
        request.step_20()
    if request.kind == 21:
        request.step_21()
    if request.kind == 22:
        request.step_22()
    return request


def much(request):  #! medium
    if request.kind == 0:
        request.step_0()
    if request.kind == 1:
        request.step_1()
    if request.kind == 2:
        request.step_2()
    if request.kind == 3:
        request.step_3()
    if request.kind == 4:
        request.step_4()
    if request.kind == 5:
        request.step_5()
    if request.kind == 6:
        request.step_6()
    if request.kind == 7:
        request.step_7()
    if request.kind == 8:
        request.step_8()
    if request.kind == 9:
        request.step_9()
    if request.kind == 10:
        request.step_10()
    if request.kind == 11:
        request.step_11()
    if request.kind == 12:
        request.step_12()
    if request.kind == 13:
        request.step_13()
    if request.kind == 14:
        request.step_14()
    if request.kind == 15:
        request.step_15()
    if request.kind == 16:
        request.step_16()
    if request.kind == 17:
        request.step_17()
    if request.kind == 18:
        request.step_18()
    if request.kind == 19:
        request.step_19()
    if request.kind == 20:
        request.step_20()
    if request.kind == 21:
        request.step_21()
    if request.kind == 22:
        request.step_22()
    if request.kind == 23:
        request.step_23()
    return request
