from pysnmp.hlapi import CommunityData, UsmUserData, usmNoPrivProtocol
from pysnmp.hlapi.asyncio import CommunityData as Community

LEGACY = 0


def read(options):
    CommunityData('public', mpModel=0)  #!
    Community('public', mpModel=1)  #!
    CommunityData('index', 'public', LEGACY)  #!
    CommunityData('public')
    UsmUserData('user')  #!
    UsmUserData('user', 'auth-key')  #!
    UsmUserData('user', authKey='auth-key', privKey=None)  #!
    UsmUserData('user', 'auth-key', 'priv-key', privProtocol=usmNoPrivProtocol)  #!
    UsmUserData('user', 'auth-key', 'priv-key')
    UsmUserData('user', authKey='auth-key', privKey=options['key'])
    UsmUserData('user', **options)
